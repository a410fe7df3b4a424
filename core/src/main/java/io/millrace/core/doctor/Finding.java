package io.millrace.core.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One result of {@code millrace doctor}.
 *
 * @param level how much it matters
 * @param check which check found it: a stable name, such as {@code wal_level}
 * @param subject what it is about: a table, a column type, a topic; empty for the system as a whole
 * @param text what was found, a sentence without a full stop
 * @param fix statements or settings that fix it, each ready to run; empty if nothing needs a fix or no statement could
 *     do it
 */
public record Finding(Level level, String check, String subject, String text, List<String> fix) {

    /** How much a finding matters, the least first. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Worth knowing; no action needed. */
        NOTE,
        /** Works, but some data is not captured, or a failure would cost more than necessary. */
        WARNING,
        /** Capture cannot start, cannot read what it must, or would break writers of the source. */
        BLOCKER
    }

    public Finding {
        requireNonNull(level, "level is null");
        requireNonNull(check, "check is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(text, "text is null");
        fix = List.copyOf(fix);
    }

    /** A finding about a system as a whole. */
    public static Finding of(Level level, String check, String text, String... fix) {
        return new Finding(level, check, "", text, List.of(fix));
    }

    /** A finding about one part of a system. */
    public static Finding about(String subject, Level level, String check, String text, String... fix) {
        return new Finding(level, check, subject, text, List.of(fix));
    }

    /** Whether it blocks capture. */
    public boolean blocks() {
        return level == Level.BLOCKER;
    }
}
