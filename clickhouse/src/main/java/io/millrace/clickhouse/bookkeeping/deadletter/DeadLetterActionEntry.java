package io.millrace.clickhouse.bookkeeping.deadletter;

import static java.util.Objects.requireNonNull;

import io.millrace.core.error.DeadLetterId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An action on a dead letter, or the outcome of a replay.
 *
 * @param deadLetter which one
 * @param request names the request, which can be about many dead letters
 * @param kind what
 * @param who the operator's name as given, or the process
 * @param via from where: {@code console 127.0.0.1}
 * @param note the operator's note, or empty
 * @param failure why it failed again, for {@link Kind#FAILED} only
 * @param edit the record as it was sent, null if it was sent as it had been
 */
public record DeadLetterActionEntry(
        DeadLetterId deadLetter,
        String request,
        Kind kind,
        String who,
        String via,
        String note,
        @Nullable Failure failure,
        @Nullable Edit edit) {
    /** Stored in lower case. */
    public enum Kind {
        /** An operator replayed it. */
        REPLAY,
        /** An operator discarded it. */
        DISCARD,
        /** A replay is in the warehouse, or superseded there. */
        LANDED,
        /** A replay failed. */
        FAILED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Why a replay failed.
     *
     * @param code name of an {@link io.millrace.core.error.ErrorCode}; empty if it did not even get into the log
     * @param reason in words, without row values
     * @param advice what to do
     */
    public record Failure(String code, String reason, String advice) {}

    /** Key and value of a record that was edited before its replay; null for none. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Edit(byte @Nullable [] key, byte @Nullable [] value) {}

    public DeadLetterActionEntry {
        requireNonNull(deadLetter, "dead letter is null");
        requireNonNull(request, "request is null");
        requireNonNull(kind, "kind is null");
    }

    /** An outcome that the pipeline records. */
    static DeadLetterActionEntry found(DeadLetterId deadLetter, String request, Kind kind, @Nullable Failure failure) {
        return new DeadLetterActionEntry(deadLetter, request, kind, "pipeline", "", "", failure, null);
    }
}
