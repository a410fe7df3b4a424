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

    /** A merge that was refused took no time, and would be refused again. */
    private static final long LEAST_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<String, Long> notBefore = new HashMap<>();
    private long nextOfAll;
    private boolean used;

    /** @param now by {@link System#nanoTime} */
    boolean allows(String table, long now) {
        notBefore.values().removeIf(time -> time - now <= 0);
        return !notBefore.containsKey(table) && (!used || nextOfAll - now <= 0);
    }

    /**
     * A merge has ended, in whatever way.
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
