package io.millrace.connect.stream;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamEpoch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Assigns positions to changes: their transaction and the last commit before it. */
final class ChangePositions {
    /** 0 is kept for rows of loads, which every streamed change supersedes. */
    private static final long NONE_KNOWN = 1;

    private final int epoch;
    private long lastCommit;
    private long transactionId;
    private long committedAt;
    private boolean open;
    private @Nullable Commit ended;

    /**
     * @param epoch see {@link StreamEpoch}
     * @param lastCommit the LSN of the last commit before the stream's start; 0 if none is known
     */
    ChangePositions(int epoch, long lastCommit) {
        this.epoch = epoch;
        this.lastCommit = lastCommit;
    }

    void begin(long xid, long committedAtMicros) {
        transactionId = xid;
        committedAt = committedAtMicros;
        open = true;
    }

    void commit(long endLsn) {
        open = false;
        lastCommit = endLsn;
        ended = new Commit(endLsn, transactionId, committedAt);
    }

    /** Whether a transaction has begun that has not ended. */
    boolean open() {
        return open;
    }

    /** Commit time of the latest transaction, in microseconds since the epoch. */
    long committedAtMicros() {
        return committedAt;
    }

    /** The last transaction completed since the stream's start. */
    @Nullable Commit ended() {
        return ended;
    }

    /** For a change in the open transaction. */
    SourcePosition of(long lsn, long ordinal) {
        return new SourcePosition(commitLsn(), place(lsn), transactionId, committedAt, nowMicros(), ordinal);
    }

    /** For a non-transactional message, which acts as a commit for all that follows. */
    SourcePosition ofMessage(long lsn) {
        lastCommit = lsn;
        long now = nowMicros();
        if (!open) {
            committedAt = now;
        }
        return new SourcePosition(commitLsn(), place(lsn), 0, now, now);
    }

    /** The start position of a stream without a commit: after all that has been streamed. */
    static SourcePosition ofHeartbeat(int epoch, @Nullable Commit upTo) {
        long now = nowMicros();
        long commit = StreamEpoch.place(upTo == null ? NONE_KNOWN : upTo.lsn(), epoch);
        return new SourcePosition(commit, StreamEpoch.place(0, epoch), 0, now, now);
    }

    private long commitLsn() {
        return place(lastCommit == 0 ? NONE_KNOWN : lastCommit);
    }

    private long place(long lsn) {
        return epoch == 0 ? lsn : StreamEpoch.place(lsn, epoch);
    }

    /** The time, in microseconds since the epoch. */
    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
