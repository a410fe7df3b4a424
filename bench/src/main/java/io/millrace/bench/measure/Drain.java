package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.BenchException;
import io.millrace.bench.system.CpuTime;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.ProcessUsage;
import io.millrace.bench.system.WarehouseNames;
import io.millrace.bench.workload.BenchTable;
import io.millrace.bench.workload.OrdersTable;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Waits for a backlog to become queryable. Each tenth of a second it asks for the number of rows in storage, which costs the
 * warehouse nothing, or for the markers that were written last. When all seem there, both sides are compared by count and
 * sums; only then it ends.
 */
final class Drain {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long POLL_NANOS = 100_000_000L;

    /** A comparison costs the warehouse much more than a count. */
    private static final double BETWEEN_COMPARISONS = 0.5;

    /**
     * Storage may have merged rows away before all were counted: after this many seconds without a change it compares,
     * too.
     */
    private static final double QUIET = 3;

    private static final double BETWEEN_MEMORY_SAMPLES = 3;

    private final MeasuredSystem system;
    private final BenchTable table;
    private final long changes;
    private final boolean markers;
    private final Duration limit;
    private final String sourceSums;
    private final long streamBefore;
    private final Map<String, Long> peak = new TreeMap<>();
    private final ObjectNode figures = JsonNodeFactory.instance.objectNode();

    private double first;
    private long firstRows;
    private CpuTime atFirst = new CpuTime(0, Map.of());
    private double lastChange;
    private long lastRows;
    private double lastComparison = -10;
    private double lastMemory = -10;

    /**
     * Gets ready: asks the source for the sums that the warehouse must reach.
     *
     * @param changes how many rows storage gets, before it merges any away
     * @param markers whether markers show the end: rows of {@link OrdersTable#MARKERS_FROM} and above
     */
    Drain(MeasuredSystem system, BenchTable table, long changes, boolean markers, Duration limit)
            throws InterruptedException {
        this.system = system;
        this.table = table;
        this.changes = changes;
        this.markers = markers;
        this.limit = limit;
        this.sourceSums = system.source().text(table.sourceSums());
        this.streamBefore = system.streamBytes();
    }

    /**
     * Runs the start action, and returns the figures when both sides are equal.
     *
     * @param known where the table is; {@link WarehouseNames#UNKNOWN} where only its start makes it appear
     * @param clockStartsAfterwards whether what begins it is no part of the time: the rows are there to be captured
     *     from its end on
     */
    ObjectNode run(StartCommand.Start begin, WarehouseNames known, boolean clockStartsAfterwards)
            throws InterruptedException {
        long storedBefore = stored(known);
        long bytesBefore = bytes(known);
        CpuTime cpuBefore = CpuTime.now(system.pids());
        long start = System.nanoTime();
        var command = new StartCommand(begin);
        if (clockStartsAfterwards) {
            command.await();
            cpuBefore = CpuTime.now(system.pids());
            start = System.nanoTime();
        }
        WarehouseNames names = known.isKnown() ? known : system.awaitView(table.name());
        long expectedMarkers = markers ? system.source().number(markersIn(table.name())) : 0;
        var curve = JsonNodeFactory.instance.arrayNode();
        double lastPoint = -1;
        while (Waiting.seconds(start) < limit.toSeconds()) {
            long looked = System.nanoTime();
            command.requireNoFailure();
            long rows = stored(names) - storedBefore;
            double at = Waiting.seconds(start);
            recordProgress(rows, at);
            if (at - lastPoint >= 1) {
                curve.addArray().add(at).add(rows);
                lastPoint = at;
            }
            boolean complete = markers
                    ? rows > 0 && system.warehouse().number(markersIn(names.view())) >= expectedMarkers
                    : rows >= changes;
            if (due(complete, at)) {
                lastComparison = at;
                double reached = complete ? Waiting.seconds(start) : lastChange;
                CpuTime cpu = CpuTime.now(system.pids());
                if (sourceSums.equals(system.warehouse().text(table.warehouseSums(names.view())))) {
                    curve.addArray().add(reached).add(rows);
                    finish(reached, command.await(), cpu.since(cpuBefore), cpu.since(atFirst));
                    bytes(names, bytesBefore);
                    figures.set("curve", curve);
                    return figures;
                }
            }
            Waiting.until(looked + POLL_NANOS);
        }
        throw new BenchException("source and warehouse were not equal after " + limit.toSeconds()
                + " s: the source has " + sourceSums + ", the warehouse "
                + system.warehouse().text(table.warehouseSums(names.view())));
    }

    private void recordProgress(long rows, double at) {
        if (rows > 0 && firstRows == 0) {
            first = at;
            firstRows = rows;
            atFirst = CpuTime.now(system.pids());
            lastChange = at;
        }
        if (rows != lastRows) {
            lastRows = rows;
            lastChange = at;
        }
        if (at - lastMemory > BETWEEN_MEMORY_SAMPLES) {
            lastMemory = at;
            ProcessUsage.memoryMiB(system.pids()).forEach((service, mib) -> peak.merge(service, mib, Math::max));
        }
    }

    private boolean due(boolean complete, double at) {
        boolean quiet = firstRows > 0 && at - lastChange > QUIET;
        double since = at - lastComparison;
        return (complete && since > BETWEEN_COMPARISONS) || (quiet && since > QUIET);
    }

    private static String markersIn(String table) {
        return "SELECT count(*) FROM " + table + " WHERE id >= " + OrdersTable.MARKERS_FROM;
    }

    private long stored(WarehouseNames names) throws InterruptedException {
        return names.isKnown() ? system.warehouse().number("SELECT count() FROM " + names.storage()) : 0;
    }

    private long bytes(WarehouseNames names) throws InterruptedException {
        return names.isKnown() ? system.warehouse().number(names.bytesQuery()) : 0;
    }

    private void finish(double all, double command, CpuTime used, CpuTime sinceFirst) {
        long rest = changes - firstRows;
        figures.put("changes", changes);
        figures.put("equal", true);
        figures.put("startCommandSeconds", command);
        figures.put("firstVisibleSeconds", first);
        figures.put("allVisibleSeconds", all);
        figures.put("changesPerSecond", Math.round(changes / Math.max(all, 0.001)));
        figures.set("cpuMicrosPerChange", JSON.valueToTree(used.perChange(changes)));
        // With a small backlog the first poll finds all of it.
        if (rest > changes / 2) {
            figures.put("changesPerSecondSinceFirst", Math.round(rest / Math.max(all - first, 0.001)));
            figures.set("cpuMicrosPerChangeSinceFirst", JSON.valueToTree(sinceFirst.perChange(rest)));
        }
        figures.set("cores", JSON.valueToTree(used.cores()));
        ProcessUsage.memoryMiB(system.pids()).forEach((service, mib) -> peak.merge(service, mib, Math::max));
        figures.set("peakMemoryMiB", JSON.valueToTree(peak));
        figures.put(
                "peakMemoryMiBTotal",
                peak.values().stream().mapToLong(mib -> mib).sum());
    }

    private void bytes(WarehouseNames names, long before) throws InterruptedException {
        long stream = system.streamBytes();
        if (stream >= 0 && streamBefore >= 0) {
            figures.put("streamBytesPerChange", Math.round((stream - streamBefore) * 10.0 / changes) / 10.0);
        }
        figures.put("warehouseBytesPerChange", Math.round((bytes(names) - before) * 10.0 / changes) / 10.0);
    }
}
