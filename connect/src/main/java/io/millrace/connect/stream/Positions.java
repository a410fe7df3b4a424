package io.millrace.connect.stream;

import io.millrace.core.event.SourceEra;
import io.millrace.core.event.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where changes stand: which transaction they are of, and which commit was the last before it. */
final class Positions {
    /** 0 is kept for rows of loads, which every streamed change supersedes. */
    private static final long NONE_KNOWN = 1;

    private final int era;
    private long lastCommit;
    private long transactionId;
    private long committedAt;
    private boolean open;
    private @Nullable Commit ended;

    /**
     * @param era see {@link SourceEra}
     * @param lastCommit the LSN of the last commit before the stream's start; 0 where none is known
     */
    Positions(int era, long lastCommit) {
        this.era = era;
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

    /** When the transaction was committed that began last, in microseconds since the epoch. */
    long committedAtMicros() {
        return committedAt;
    }

    /** The last transaction that has ended since the stream's start. */
    @Nullable Commit ended() {
        return ended;
    }

    /** Of a change in the open transaction. */
    SourcePosition of(long lsn, long ordinal) {
        return new SourcePosition(commitLsn(), place(lsn), transactionId, committedAt, nowMicros(), ordinal);
    }

    /** Of a message outside of transactions: itself a commit for all that follows. */
    SourcePosition ofMessage(long lsn) {
        lastCommit = lsn;
        long now = nowMicros();
        if (!open) {
            committedAt = now;
        }
        return new SourcePosition(commitLsn(), place(lsn), 0, now, now);
    }

    /** Where a stream begins that has no commit: behind all that has been streamed. */
    static SourcePosition ofHeartbeat(int era, @Nullable Commit upTo) {
        long now = nowMicros();
        long commit = SourceEra.place(upTo == null ? NONE_KNOWN : upTo.lsn(), era);
        return new SourcePosition(commit, SourceEra.place(0, era), 0, now, now);
    }

    private long commitLsn() {
        return place(lastCommit == 0 ? NONE_KNOWN : lastCommit);
    }

    private long place(long lsn) {
        return era == 0 ? lsn : SourceEra.place(lsn, era);
    }

    /** The time, in microseconds since the epoch. */
    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
