package io.millrace.bench;

import java.util.Arrays;

/** Percentiles of a set of milliseconds, by nearest rank; NaN where the set is empty. */
record Percentiles(double p50, double p95, double p99, double max) {
    static Percentiles ofNanos(long[] nanos) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return Math.round(sorted[Math.max(rank, 1) - 1] / 1e4) / 100.0;
    }
}
