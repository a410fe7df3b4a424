package io.millrace.bench.system;

import java.util.Map;
import java.util.TreeMap;

/**
 * CPU time of services, at a moment or over a time.
 *
 * @param nanos {@link System#nanoTime()} of the moment, or how long the time was
 * @param micros microseconds by service, child processes counted once
 */
public record CpuTime(long nanos, Map<String, Long> micros) {
    public CpuTime {
        micros = Map.copyOf(micros);
    }

    public static CpuTime now(Map<String, Long> pids) {
        return new CpuTime(System.nanoTime(), ProcessUsage.cpuMicros(pids));
    }

    public CpuTime since(CpuTime earlier) {
        var used = new TreeMap<String, Long>();
        micros.forEach((service, value) ->
                used.put(service, Math.max(value - earlier.micros.getOrDefault(service, 0L), 0)));
        return new CpuTime(nanos - earlier.nanos, used);
    }

    /** Microseconds of CPU per change, by service and as {@code total}. */
    public Map<String, Double> perChange(long changes) {
        return each(1.0 / Math.max(changes, 1), 10);
    }

    /** Cores that were busy, by service and as {@code total}. */
    public Map<String, Double> cores() {
        return each(1e3 / Math.max(nanos, 1), 1_000);
    }

    private Map<String, Double> each(double factor, double digits) {
        var result = new TreeMap<String, Double>();
        long total = 0;
        for (var entry : micros.entrySet()) {
            result.put(entry.getKey(), Math.round(entry.getValue() * factor * digits) / digits);
            total += entry.getValue();
        }
        result.put("total", Math.round(total * factor * digits) / digits);
        return result;
    }
}
