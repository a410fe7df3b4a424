package io.millrace.bench.workload;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When each of a fixed number of transactions was committed, and when it was first seen in the warehouse; both by
 * {@link System#nanoTime()}. Thread-safe; {@link #lowestMissing} belongs to the one that looks.
 */
public final class SeenTimes {
    /** Marks a time that has not come yet. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final long NOT_LOOKED_AT = NEVER + 1;

    private final AtomicLongArray committed;
    private final AtomicLongArray seen;
    private volatile int lowest;

    public SeenTimes(int transactions) {
        committed = new AtomicLongArray(transactions);
        seen = new AtomicLongArray(transactions);
        for (int i = 0; i < transactions; i++) {
            committed.setPlain(i, NEVER);
            seen.setPlain(i, NEVER);
        }
    }

    public int size() {
        return seen.length();
    }

    public void commit(int index, long now) {
        committed.set(index, now);
    }

    /** Marks a transaction as queryable; false if it was known, or is not one of these. */
    public boolean see(long index, long now) {
        return index >= 0
                && index < seen.length()
                && seen.get((int) index) == NEVER
                && seen.compareAndSet((int) index, NEVER, now);
    }

    /** Excludes a transaction from the measurement: it is neither waited for nor counted. */
    public void leaveOut(int index) {
        seen.set(index, NOT_LOOKED_AT);
    }

    public long committedAt(int index) {
        return committed.get(index);
    }

    /** Number of transactions from an index on that were expected and never seen. */
    public int lost(int from) {
        int count = 0;
        for (int i = from; i < seen.length(); i++) {
            count += seen.get(i) == NEVER ? 1 : 0;
        }
        return count;
    }

    /** The first transaction that was not seen yet; {@link #size()} when all were. */
    public int lowestMissing() {
        int at = lowest;
        while (at < seen.length() && seen.get(at) != NEVER) {
            at++;
        }
        lowest = at;
        return at;
    }

    /** Whether all have been seen, as of the last {@link #lowestMissing}. */
    public boolean complete() {
        return lowest == seen.length();
    }

    /** Nanoseconds since the commit of the oldest transaction that is committed and was not seen; 0 if all were. */
    public long lag(long now) {
        int oldest = lowestMissing();
        long at = oldest == seen.length() ? NEVER : committed.get(oldest);
        return at == NEVER ? 0 : Math.max(now - at, 0);
    }

    /** Nanoseconds from commit to sight of each transaction from an index on that was seen. */
    public long[] latencies(int from) {
        var latencies = new long[Math.max(seen.length() - from, 0)];
        int count = 0;
        for (int i = from; i < seen.length(); i++) {
            long at = seen.get(i);
            long commit = committed.get(i);
            if (at != NEVER && at != NOT_LOOKED_AT && commit != NEVER) {
                // A poll that began before COMMIT returned may have seen it already.
                latencies[count++] = Math.max(at - commit, 0);
            }
        }
        return Arrays.copyOf(latencies, count);
    }
}
