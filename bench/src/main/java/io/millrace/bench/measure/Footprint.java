package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.CpuTime;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.OwnStack;
import io.millrace.bench.system.ProcessUsage;
import io.millrace.bench.workload.OrdersTable;
import io.millrace.bench.workload.SingleRows;
import java.time.Duration;
import java.time.Instant;

/** The footprint of a pipeline: CPU while idle, memory idle and under load, and start time. */
public final class Footprint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LOAD_RATE = 500;
    private static final Duration LOAD = Duration.ofSeconds(20);

    private Footprint() {}

    /** @param idle how long nothing is done; what others do to the source meanwhile is in {@code changesMeanwhile} */
    public static ObjectNode of(MeasuredSystem system, Duration idle) throws InterruptedException {
        var figures = JsonNodeFactory.instance.objectNode();
        var from = Instant.now();
        var before = CpuTime.now(system.pids());
        Thread.sleep(idle.toMillis());
        var used = CpuTime.now(system.pids()).since(before);
        figures.put("idleSeconds", idle.toSeconds());
        figures.set("idleCores", JSON.valueToTree(used.cores()));
        memory(figures, "idleMemoryMiB", system);
        long meanwhile = system.stages(from, from.plus(idle))
                .path("total")
                .path("changes")
                .asLong();
        figures.put("changesMeanwhile", meanwhile);
        var table = new OrdersTable(system.source(), "orders");
        var loaded =
                LatencyRun.of(system, new SingleRows(table), new SteadyLoad(LOAD_RATE, Duration.ofSeconds(3), LOAD));
        figures.put("loadRate", LOAD_RATE);
        figures.set("loadCores", loaded.path("cores"));
        memory(figures, "loadMemoryMiB", system);
        return figures;
    }

    /** Starts its own stack twice: with an empty folder, and with the data of the first run. */
    public static ObjectNode startUp() throws InterruptedException {
        var figures = JsonNodeFactory.instance.objectNode();
        try (var stack = OwnStack.configured("")) {
            figures.put("firstStartSeconds", stack.start());
            stack.stop();
            figures.put("nextStartSeconds", stack.start());
        }
        return figures;
    }

    private static void memory(ObjectNode figures, String name, MeasuredSystem system) {
        var memory = ProcessUsage.memoryMiB(system.pids());
        figures.set(name, JSON.valueToTree(memory));
        figures.put(
                name + "Total", memory.values().stream().mapToLong(mib -> mib).sum());
    }
}
