package io.millrace.bench;

import java.util.Map;

/**
 * The result of {@code bench latency}. Scripts outside this repository rely on {@code rate}, {@code count} and
 * {@code commitToQueryableMs}.
 *
 * @param rate changes a second asked for
 * @param achievedRate changes a second committed
 * @param count changes measured
 * @param lost changes that were not visible 30 s after the end
 * @param commitToQueryableMs milliseconds from the return of the COMMIT to the return of the first query with the row
 * @param pollMs median milliseconds between two looks: what the measurement itself may add
 * @param cpuMicrosPerChange CPU time of each service per change, microseconds; the queries of the measurement included
 * @param memoryMiB proportional set size of each service at the end, MiB
 */
record LatencyReport(
        int rate,
        double achievedRate,
        long count,
        long lost,
        Percentiles commitToQueryableMs,
        double pollMs,
        Map<String, Long> cpuMicrosPerChange,
        Map<String, Long> memoryMiB) {

    String text() {
        var text = new StringBuilder();
        text.append(String.format(
                "commit -> queryable at %.1f changes/s (%d changes, %d lost)%n", achievedRate, count, lost));
        text.append(String.format(
                "  p50 %.1f ms   p95 %.1f ms   p99 %.1f ms   max %.1f ms   (looked every %.1f ms)%n",
                commitToQueryableMs.p50(),
                commitToQueryableMs.p95(),
                commitToQueryableMs.p99(),
                commitToQueryableMs.max(),
                pollMs));
        text.append(String.format("  %-12s %14s %12s%n", "service", "CPU us/change", "memory MiB"));
        memoryMiB.forEach((service, memory) -> text.append(
                String.format("  %-12s %14d %12d%n", service, cpuMicrosPerChange.getOrDefault(service, 0L), memory)));
        return text.toString();
    }
}
