package io.millrace.core.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One result of {@code millrace doctor}.
 *
 * @param level how much it matters
 * @param check which check found it: a name that stays the same, such as {@code wal_level}
 * @param subject what it is about: a table, a column type, a topic; empty for the system as a whole
 * @param text what was found, a sentence without a full stop
 * @param mend statements or settings that mend it, each ready to be run as it stands; empty where nothing needs mending or
 *     no statement could do it
 */
public record Finding(Level level, String check, String subject, String text, List<String> mend) {

    /** How much a finding matters, the least first. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Worth knowing; needs nobody to act. */
        NOTE,
        /** Works, but some data is not captured or an accident would cost more than it must. */
        WARNING,
        /** The capture cannot start, cannot read what it has to, or would stop the source's own writers. */
        BLOCKER
    }

    public Finding {
        requireNonNull(level, "level is null");
        requireNonNull(check, "check is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(text, "text is null");
        mend = List.copyOf(mend);
    }

    /** A finding about a system as a whole. */
    public static Finding of(Level level, String check, String text, String... mend) {
        return new Finding(level, check, "", text, List.of(mend));
    }

    /** A finding about one part of a system. */
    public static Finding about(String subject, Level level, String check, String text, String... mend) {
        return new Finding(level, check, subject, text, List.of(mend));
    }

    /** Whether the capture cannot work with it. */
    public boolean blocks() {
        return level == Level.BLOCKER;
    }
}
