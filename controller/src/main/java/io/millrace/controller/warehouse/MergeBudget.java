package io.millrace.controller.warehouse;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the time that complete merges of changed tables take: a merge writes all of a table, however little has changed. One
 * table is merged for at most a hundredth of the time, all of them together for at most a tenth. Not thread-safe.
 */
final class MergeBudget {
    private static final long OF_ONE = 100;
    private static final long OF_ALL = 10;

    /** A merge that was refused would be refused again. */
    private static final long LEAST_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<String, Long> notBefore = new HashMap<>();
    private long nextOfAll;
    private boolean used;

    /**
     * How long a table must wait, in nanoseconds; 0 if it may be merged.
     *
     * @param now by {@link System#nanoTime}
     */
    long wait(String table, long now) {
        notBefore.values().removeIf(time -> time - now <= 0);
        long forAll = used ? Math.max(0, nextOfAll - now) : 0;
        Long time = notBefore.get(table);
        return time == null ? forAll : Math.max(forAll, time - now);
    }

    /** A merge was refused before it began. */
    void refused(String table, long now) {
        notBefore.put(table, now + LEAST_NANOS);
    }

    /**
     * A merge has ended, or its answer has not come.
     *
     * @param begun by {@link System#nanoTime}
     * @param ended the same
     */
    void took(String table, long begun, long ended) {
        long took = ended - begun;
        notBefore.put(table, ended + Math.max(LEAST_NANOS, OF_ONE * took));
        nextOfAll = ended + OF_ALL * took;
        used = true;
    }
}
