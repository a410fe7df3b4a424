package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.result.LagTrend;
import io.millrace.bench.result.Percentiles;
import io.millrace.bench.system.BenchException;
import io.millrace.bench.system.CpuTime;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.ProcessUsage;
import io.millrace.bench.workload.SeenTimes;
import io.millrace.bench.workload.Shape;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Commits transactions at a steady rate, whatever the answers take, and looks for them in the warehouse. Both ends use the
 * same clock. The latency runs from the return of the COMMIT to the return of the first query with the change: it is what a
 * user of the warehouse sees, the time of the query included.
 */
public final class LatencyRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LAST_CALL = Duration.ofSeconds(30);

    /** The first transaction is due so long after the writers were started. */
    private static final long HEAD_START_NANOS = 100_000_000L;

    private final MeasuredSystem system;
    private final Shape shape;
    private final SteadyLoad load;
    private final SeenTimes times;
    private final long[] commitNanos;

    private LatencyRun(MeasuredSystem system, Shape shape, SteadyLoad load) {
        this.system = system;
        this.shape = shape;
        this.load = load;
        this.times = new SeenTimes(load.transactions());
        this.commitNanos = new long[load.transactions()];
    }

    /** Measures, and returns the figures. */
    public static ObjectNode of(MeasuredSystem system, Shape shape, SteadyLoad load) throws InterruptedException {
        shape.prepare(system);
        return new LatencyRun(system, shape, load).run();
    }

    private ObjectNode run() throws InterruptedException {
        int unmeasured = load.unmeasured();
        CpuTime used;
        LagTrend trend;
        Instant from;
        Instant to;
        var looker = new Looker(system.warehouse(), shape, times, load.look());
        try (looker) {
            looker.start();
            int clients = load.clients(shape.mostClients());
            ExecutorService threads = Executors.newFixedThreadPool(clients);
            try {
                long start = System.nanoTime() + HEAD_START_NANOS;
                List<Future<?>> writers = new ArrayList<>();
                for (int client = 0; client < clients; client++) {
                    int first = client;
                    writers.add(threads.submit(() -> write(first, clients, start)));
                }
                Waiting.until(start + load.warmup().toNanos());
                from = Instant.now();
                var before = CpuTime.now(system.pids());
                for (var writer : writers) {
                    writer.get();
                }
                used = CpuTime.now(system.pids()).since(before);
                to = Instant.now();
            } catch (ExecutionException e) {
                throw new BenchException("a writer failed: " + e.getCause(), e);
            } finally {
                threads.shutdownNow();
            }
            looker.awaitAll(LAST_CALL);
            trend = looker.trend();
        }
        var figures = figures(unmeasured, used);
        figures.set("lookMs", looker.lookMs().json());
        figures.put("pollMs", looker.betweenLooksMs().p50());
        figures.put("lagGrows", trend.grows());
        figures.put("lagGrowth", Waiting.rounded(trend.slope()));
        figures.put("lagAtEndSeconds", Waiting.rounded(trend.atEnd()));
        var stages = system.stages(from, to);
        if (!stages.isEmpty()) {
            figures.set("stagesMs", stages);
        }
        return figures;
    }

    private Void write(int first, int clients, long start) throws SQLException {
        try (var connection = system.source().connect()) {
            var writer = shape.writer(connection);
            for (int i = first; i < times.size(); i += clients) {
                if (!shape.isLookedAt(i)) {
                    times.leaveOut(i);
                }
                Waiting.until(start + (long) (i * 1e9 / load.rate()));
                long begun = System.nanoTime();
                writer.write(i);
                long done = System.nanoTime();
                times.commit(i, done);
                commitNanos[i] = done - begun;
            }
        }
        return null;
    }

    private ObjectNode figures(int unmeasured, CpuTime used) {
        var figures = JsonNodeFactory.instance.objectNode();
        var latencies = times.latencies(unmeasured);
        int transactions = times.size() - unmeasured;
        long changes = (long) transactions * shape.changes();
        double seconds = (times.committedAt(times.size() - 1) - times.committedAt(unmeasured)) / 1e9;
        figures.put("shape", shape.name());
        if (load.rate() == Math.rint(load.rate())) {
            figures.put("rate", (long) load.rate());
        } else {
            figures.put("rate", load.rate());
        }
        figures.put("changesPerTransaction", shape.changes());
        figures.put("clients", load.clients(shape.mostClients()));
        figures.put("warmupSeconds", load.warmup().toMillis() / 1_000.0);
        figures.put("durationSeconds", load.duration().toMillis() / 1_000.0);
        figures.put("achievedRate", Math.round((transactions - 1) / Math.max(seconds, 1e-9) * 10) / 10.0);
        figures.put("count", latencies.length);
        figures.put("lost", times.lost(unmeasured));
        figures.set("commitToQueryableMs", Percentiles.ofNanos(latencies).json());
        figures.set(
                "commitMs",
                Percentiles.ofNanos(Arrays.copyOfRange(commitNanos, unmeasured, commitNanos.length))
                        .json());
        figures.set("cpuMicrosPerChange", JSON.valueToTree(used.perChange(changes)));
        figures.set("cores", JSON.valueToTree(used.cores()));
        figures.set("memoryMiB", JSON.valueToTree(ProcessUsage.memoryMiB(system.pids())));
        return figures;
    }
}
