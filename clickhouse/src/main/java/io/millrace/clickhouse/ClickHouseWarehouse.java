package io.millrace.clickhouse;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.bookkeeping.Bookkeeping;
import io.millrace.clickhouse.bookkeeping.ControlRequestTable;
import io.millrace.clickhouse.bookkeeping.DifferenceTable;
import io.millrace.clickhouse.bookkeeping.DutyTable;
import io.millrace.clickhouse.bookkeeping.LatencyTable;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.clickhouse.bookkeeping.RescueCountTable;
import io.millrace.clickhouse.bookkeeping.VerificationTable;
import io.millrace.clickhouse.bookkeeping.deadletter.DeadLetterRecordTable;
import io.millrace.clickhouse.bookkeeping.progress.EpochTable;
import io.millrace.clickhouse.bookkeeping.progress.LogTable;
import io.millrace.clickhouse.bookkeeping.progress.PipelineTable;
import io.millrace.clickhouse.bookkeeping.progress.ProgressTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.clickhouse.table.HistoryTables;
import io.millrace.clickhouse.table.MirroredTables;
import io.millrace.clickhouse.table.ShownRows;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.Replay;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.Truncation;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.warehouse.LatencyBucket;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WriterTerm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The warehouse of one source in ClickHouse. One instance serves a whole process. Thread-safe. */
public final class ClickHouseWarehouse implements Warehouse {
    private final ClickHouseClient client;
    private final ProgressTable progress;
    private final LogTable logs;
    private final PipelineTable pipelines;
    private final LatencyTable latency;
    private final DeadLetterRecordTable deadLetters;
    private final MirroredTables tables;
    private final HistoryTables history;
    private final RowInserter rows;
    private final VerificationTable verifications;
    private final EpochTable epochs;
    private final LoadTable loads;
    private final DutyTable duties;
    private final ControlRequestTable controlRequests;
    private final DifferenceTable differences;
    private final RescueTally rescues = new RescueTally();
    private final RescueCountTable rescueCounts;

    /**
     * @param source the source's name
     * @param database where the views of the schema {@code public} go
     */
    public static ClickHouseWarehouse open(ClickHouseConfig config, String source, String database) {
        return new ClickHouseWarehouse(new ClickHouseClient(config), source, database);
    }

    /** Takes over the client: closing the warehouse closes it. */
    public ClickHouseWarehouse(ClickHouseClient client, String source, String database) {
        this.client = client;
        this.progress = new ProgressTable(client, source);
        this.logs = new LogTable(client, source);
        this.pipelines = new PipelineTable(client, source);
        this.latency = new LatencyTable(client, source);
        this.deadLetters = new DeadLetterRecordTable(client, source);
        this.tables = new MirroredTables(client, source, database);
        this.history = new HistoryTables(client, tables);
        this.rows = new RowInserter(client, tables, history, rescues);
        this.rescueCounts = new RescueCountTable(client, source);
        this.verifications = new VerificationTable(client);
        this.epochs = new EpochTable(client);
        this.loads = new LoadTable(client);
        this.duties = new DutyTable(client);
        this.controlRequests = new ControlRequestTable(client, source);
        this.differences = new DifferenceTable(client);
    }

    /** The location of a source table in the warehouse. */
    public TableNames names(TableId table) {
        return tables.names(table);
    }

    /** The rows that the view of a table shows now, to compare them with the source's. */
    public ShownRows shown(ComparedTable table) {
        return tables.shown(table);
    }

    /** The sums of all rows that the views of some small tables show now, in order: few queries for all. */
    public List<ChunkSum> sums(List<ComparedTable> tables) {
        return tables.isEmpty() ? List.of() : this.tables.sums(tables);
    }

    /** Results of comparisons. */
    public VerificationTable verifications() {
        return verifications;
    }

    /** The rows that differ, as requested comparisons have found them. */
    public DifferenceTable differences() {
        return differences;
    }

    /** What was asked of the controller, and what became of it. */
    public ControlRequestTable controlRequests() {
        return controlRequests;
    }

    /** Epochs of the source. */
    public EpochTable epochs() {
        return epochs;
    }

    /** Progress of loads. */
    public LoadTable loads() {
        return loads;
    }

    /** Status of the duties of processes. */
    public DutyTable duties() {
        return duties;
    }

    @Override
    public void prepare() {
        Bookkeeping.prepare(client);
    }

    @Override
    public Optional<WarehouseTable> describe(TableId table) {
        return tables.describe(table);
    }

    /** As above, bypassing the cache: another process may have changed it. */
    public Optional<WarehouseTable> describeAgain(TableId table) {
        return tables.describeAgain(table);
    }

    /** The same of many tables, in few requests: {@link #describe(TableId)} remembers them then. */
    public void describeAgain(Set<TableId> names) {
        tables.describeAgain(Set.of(), names);
    }

    @Override
    public Optional<WarehouseTable> describe(long oid) {
        return tables.describe(oid);
    }

    @Override
    public WriterTerm takeOver(String owner) {
        return pipelines.begin(owner);
    }

    @Override
    public void writeBy(WriterTerm term) {
        pipelines.writeBy(term);
    }

    @Override
    public void requireTerm() {
        pipelines.require();
    }

    @Override
    public FoundTables describe(Set<Long> oids, Set<TableId> names) {
        return tables.describe(oids, names);
    }

    @Override
    public FoundTables describeAgain(Set<Long> oids, Set<TableId> names) {
        return tables.describeAgain(oids, names);
    }

    @Override
    public void evolve(EvolutionPlan plan) {
        evolve(List.of(plan));
    }

    @Override
    public void evolve(List<EvolutionPlan> plans) {
        pipelines.requireSoon();
        tables.evolve(plans);
    }

    @Override
    public List<RowChange> insert(TableBatch batch) {
        return rows.insert(batch);
    }

    @Override
    public void pause(EvolutionPlan plan) {
        pipelines.requireSoon();
        tables.pause(plan);
    }

    @Override
    public void truncate(Truncation table, SourcePosition at) {
        bound(Map.of(table, at), List.of());
    }

    @Override
    public void snapshotTaken(SnapshotMark mark) {
        bound(Map.of(), List.of(mark));
    }

    @Override
    public void bound(Map<Truncation, SourcePosition> truncations, List<SnapshotMark> snapshots) {
        Map<WarehouseTable, SourcePosition> truncated = new HashMap<>();
        tables.bound(truncations, snapshots)
                .forEach((table, known) -> truncated.put(known, requireNonNull(truncations.get(table))));
        history.truncated(truncated);
    }

    @Override
    public void keep(TableBatch batch) {
        rows.keep(batch);
    }

    @Override
    public Map<Integer, Progress> progress(String topic) {
        return progress.read(topic, pipelines.log().isEmpty() ? logs.read(topic).orElse("") : pipelines.log());
    }

    @Override
    public Optional<String> log(String topic) {
        return logs.read(topic);
    }

    @Override
    public void beginLog(String topic, String log, String reason) {
        logs.begin(topic, log, reason);
    }

    @Override
    public void makeDurable() {
        client.makeDurable();
    }

    @Override
    public void record(List<Progress> positions, List<LatencyBucket> latencies) {
        // First: what a position has passed must be durable before it.
        makeDurable();
        pipelines.requireSoon();
        // Latencies last, so that a repetition after another failed insert counts none of them twice.
        progress.write(pipelines.log(), positions);
        rescues.record(rescueCounts::write);
        latency.write(latencies);
    }

    @Override
    public void recordDeadLetters(List<DeadLetter> rejected) {
        pipelines.requireSoon();
        deadLetters.write(rejected);
    }

    @Override
    public void recordReplays(List<Replay> landed) {
        pipelines.requireSoon();
        deadLetters.landed(landed);
    }

    @Override
    public void close() {
        client.close();
    }
}
