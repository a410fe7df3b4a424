package io.millrace.bench.jmh;

import io.millrace.clickhouse.rowbinary.RowBinaryWriter;
import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.type.TypeMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The pipeline's own work on a change: nanoseconds, and bytes allocated ({@code gc.alloc.rate.norm}), per change. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@NullUnmarked
public class ChangeBenchmark {
    private static final int CHANGES = 1_000;

    private final BlockDecoder decoder = new BlockDecoder(TypeMapping.defaults());
    private final WritePlanner planner = new WritePlanner();
    private final RowBinaryWriter writer = new RowBinaryWriter();
    private final RowBinaryBuffer buffer = new RowBinaryBuffer(1 << 20);

    private LogRecord block;
    private List<ChangeEvent> events;
    private TableLookup tables;
    private TableBatch batch;

    @Setup
    public void prepare() {
        block = OrderBlock.of(CHANGES);
        events = events(decoder.decode(block));
        // The first plan makes the table, as in an empty warehouse.
        WarehouseTable table = planner.plan(
                        events, TableLookup.of(events, (oids, names) -> new FoundTables(Map.of(), Map.of())))
                .batches()
                .get(0)
                .table();
        tables = TableLookup.of(events, (oids, names) -> found(oids, names, table));
        batch = planner.plan(events, tables).batches().get(0);
    }

    private static List<ChangeEvent> events(List<DecodedRecord> decoded) {
        List<ChangeEvent> events = new ArrayList<>(decoded.size());
        for (DecodedRecord one : decoded) {
            events.add(((DecodedRecord.Event) one).event());
        }
        return events;
    }

    private static FoundTables found(Set<Long> oids, Set<TableId> names, WarehouseTable table) {
        Map<Long, WarehouseTable> byOid = new HashMap<>();
        oids.forEach(oid -> byOid.put(oid, table));
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        names.forEach(name -> byName.put(name, table));
        return new FoundTables(byOid, byName);
    }

    /** From the bytes of a block to events. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public List<DecodedRecord> decode() {
        return decoder.decode(block);
    }

    /** From events to the rows that are inserted. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public WritePlan plan() {
        return planner.plan(events, tables);
    }

    /** From rows to the bytes of an insert. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public int encode() {
        buffer.clear();
        writer.write(batch.table(), batch.changes(), buffer);
        return buffer.size();
    }

    /** All three, one after another. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public int wholeWay() {
        var plan = planner.plan(events(decoder.decode(block)), tables);
        buffer.clear();
        for (var each : plan.batches()) {
            writer.write(each.table(), each.changes(), buffer);
        }
        return buffer.size();
    }
}
