package io.millrace.bench.result;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** Percentiles of a set of milliseconds, by nearest rank; NaN where the set is empty. */
public record Percentiles(double p50, double p95, double p99, double max) {
    public static Percentiles ofNanos(long[] nanos) {
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

    /** As JSON; null for a percentile of an empty set. */
    public ObjectNode json() {
        var node = JsonNodeFactory.instance.objectNode();
        put(node, "p50", p50);
        put(node, "p95", p95);
        put(node, "p99", p99);
        put(node, "max", max);
        return node;
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }
}
