package io.millrace.clickhouse.bookkeeping;

import static java.util.Objects.requireNonNull;

import io.millrace.core.error.LetterId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did about a dead letter, or what became of it.
 *
 * @param letter which one
 * @param request names the request, which can be about many letters
 * @param kind what
 * @param who a person's name as given, or the process
 * @param via from where: {@code console 127.0.0.1}
 * @param note in the person's words, or empty
 * @param failure why it failed again, for {@link Kind#FAILED} only
 * @param edit the record as it was sent, null where it was sent as it had been
 */
public record LetterAction(
        LetterId letter,
        String request,
        Kind kind,
        String who,
        String via,
        String note,
        @Nullable Failure failure,
        @Nullable Edit edit) {
    /** Stored in lower case. */
    public enum Kind {
        /** Somebody sent the record again. */
        REPLAY,
        /** Somebody decided that it need not land. */
        DISCARD,
        /** A replay is in the warehouse, or superseded there. */
        LANDED,
        /** A replay could not land, either. */
        FAILED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Why a replay failed.
     *
     * @param code name of an {@link io.millrace.core.error.ErrorCode}; empty where it did not even get into the log
     * @param reason in words, without row values
     * @param advice what to do
     */
    public record Failure(String code, String reason, String advice) {}

    /** Key and value of a record that was changed before it was sent; null for none. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Edit(byte @Nullable [] key, byte @Nullable [] value) {}

    public LetterAction {
        requireNonNull(letter, "letter is null");
        requireNonNull(request, "request is null");
        requireNonNull(kind, "kind is null");
    }

    /** What the pipeline found. */
    static LetterAction found(LetterId letter, String request, Kind kind, @Nullable Failure failure) {
        return new LetterAction(letter, request, kind, "pipeline", "", "", failure, null);
    }
}
