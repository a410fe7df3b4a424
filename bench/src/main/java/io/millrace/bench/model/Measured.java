package io.millrace.bench.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.system.BenchException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a change costs, from the document of {@code bench all}: its mix of updates, inserts and deletes.
 *
 * @param cpuMicros CPU of a change in each service, in microseconds
 * @param streamBytes bytes of a change on the broker's disk, compressed
 * @param warehouseBytes bytes of a change in the warehouse, compressed and before merges have dropped old versions
 * @param insertMicros CPU of the warehouse for one small insert, its merges included, in microseconds
 * @param pipelineMiB memory of the pipeline's process at most
 */
public record Measured(
        Map<String, Double> cpuMicros,
        double streamBytes,
        double warehouseBytes,
        double insertMicros,
        double pipelineMiB) {
    /** At 50 changes a second nearly each change is an insert of its own. */
    private static final String SMALL_INSERTS = "latency-50";

    public Measured {
        cpuMicros = Map.copyOf(cpuMicros);
    }

    /** @throws BenchException if the document is none of {@code bench all} */
    public static Measured of(JsonNode document) {
        JsonNode mix = document.path("results").path("mix");
        JsonNode small = document.path("results").path(SMALL_INSERTS);
        if (mix.isMissingNode() || small.isMissingNode()) {
            throw new BenchException("the document has no mix and " + SMALL_INSERTS + ": give one of `bench all`");
        }
        Map<String, Double> cpu = new TreeMap<>();
        mix.path("cpuMicrosPerChange")
                .properties()
                .forEach(part -> cpu.put(part.getKey(), part.getValue().asDouble()));
        return new Measured(
                cpu,
                mix.path("streamBytesPerChange").asDouble(),
                mix.path("warehouseBytesPerChange").asDouble(),
                small.path("cpuMicrosPerChange").path("clickhouse").asDouble(),
                mix.path("peakMemoryMiB").path("pipeline").asDouble());
    }

    /** CPU of a change in a service, in microseconds. */
    double cpu(String service) {
        Double micros = cpuMicros.get(service);
        if (micros == null) {
            throw new BenchException("the document does not tell the CPU of " + service);
        }
        return micros;
    }
}
