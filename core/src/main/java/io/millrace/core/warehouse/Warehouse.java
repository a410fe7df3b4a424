package io.millrace.core.warehouse;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The port to the warehouse, and the delivery contract.
 *
 * <p>Every method returns only when its effect is visible to queries that start afterwards. What is visible survives a
 * crash of the warehouse's processes; what is durable, see {@link #makeDurable}, survives a power cut. Every method is
 * idempotent: rows by (key, version), progress by (topic, partition) keeping the highest offset, dead letters by
 * (topic, partition, offset), truncations by the highest version, schema changes by their content. A caller may thus
 * repeat any call after a failure, a crash or a replay, in the same or another batch, and the result is as if each
 * change had been applied once. Calls may come from several threads and, in a cluster, from several processes.
 *
 * <p>Every method throws {@link WarehouseException}, whose code says whether to retry, to isolate the row or to halt.
 */
public interface Warehouse extends AutoCloseable {

    /** Creates the bookkeeping database {@code millrace} and its tables where they are missing. */
    void prepare();

    /** The table that mirrors the one of this current name as the warehouse has it now, empty if there is none. */
    Optional<WarehouseTable> describe(TableId table);

    /** The table that mirrors the one of this {@code pg_class.oid}, whatever its name; empty if there is none. */
    Optional<WarehouseTable> describe(long oid);

    /** As both {@code describe} methods, for many tables in few requests. */
    default FoundTables describe(Set<Long> oids, Set<TableId> names) {
        Map<Long, WarehouseTable> byOid = new HashMap<>();
        oids.forEach(oid -> describe(oid).ifPresent(table -> byOid.put(oid, table)));
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        names.forEach(name -> describe(name).ifPresent(table -> byName.put(name, table)));
        return new FoundTables(byOid, byName);
    }

    /** The same as the warehouse has them now, whatever this process remembers of them. */
    default FoundTables describeAgain(Set<Long> oids, Set<TableId> names) {
        return describe(oids, names);
    }

    /** Carries out a plan's steps in order and records each in {@code millrace.schema_changes}. */
    void evolve(EvolutionPlan plan);

    /**
     * Carries out plans, in order for the same table or name, the others in few requests. After a failure some may have
     * been carried out: repeating them one by one shows which one is at fault.
     */
    default void evolve(List<EvolutionPlan> plans) {
        plans.forEach(this::evolve);
    }

    /**
     * Inserts all rows of the batch or none, its incomplete rows completed as {@link TableBatch} says.
     *
     * @return the changes whose values only the source has, nearly always none: they are not inserted, and the caller has their
     *     rows read again
     * @throws WarehouseException with {@code ROW_REJECTED} where the data is at fault: then no row of the batch is
     *     visible, and the caller narrows the batch down
     * @throws OutdatedPlanException if another process has altered the table since the batch was planned
     */
    List<RowChange> insert(TableBatch batch);

    /** Records that a table may not follow its source, and why. Its rows are among the dead letters. */
    void pause(EvolutionPlan plan);

    /** Hides all rows of the table with a version below that of {@code at}, including rows inserted later. */
    void truncate(Truncation table, SourcePosition at);

    /**
     * Records what a snapshot saw of a table. For a table without a key it decides which rows count: those of its
     * latest snapshot, and the changes that this snapshot did not see.
     */
    void snapshotTaken(SnapshotMark mark);

    /** {@link #truncate} and {@link #snapshotTaken} for many tables, in few requests. */
    default void bound(Map<Truncation, SourcePosition> truncations, List<SnapshotMark> snapshots) {
        truncations.forEach(this::truncate);
        snapshots.forEach(this::snapshotTaken);
    }

    /**
     * Keeps the {@linkplain TableBatch#history() history} of the batch, all of it or none: each change once, superseded
     * ones included.
     *
     * @throws WarehouseException with {@code ROW_REJECTED} where the data is at fault
     * @throws OutdatedPlanException as {@link #insert}
     */
    void keep(TableBatch batch);

    /**
     * Begins a new term. The former writer of this source is rejected within seconds.
     *
     * @param owner the process that begins it, for display
     */
    WriterTerm takeOver(String owner);

    /**
     * From now on this object writes in a term: it records progress of the term's log only, and once another term has
     * begun, it records neither progress nor dead letters and alters no table. Progress recorded shortly before it
     * notices belongs to its own log.
     */
    void writeBy(WriterTerm term);

    /** @throws WarehouseException with {@code SUPERSEDED} once another term than that of {@link #writeBy} has begun */
    void requireTerm();

    /**
     * Durable positions by partition of the topic, in the current log, or that of the term: what a lost checkpoint is
     * rebuilt from.
     */
    Map<Integer, Progress> progress(String topic);

    /**
     * The log that the recorded progress of a topic refers to; empty if never recorded. A topic that was deleted and
     * created again has the same name and other offsets.
     */
    Optional<String> log(String topic);

    /**
     * Records that a topic is another log from now on: progress starts over, and the dead letters of the former log are
     * renamed from {@code topic} to {@code topic.log}, so that those of the new one do not replace them.
     *
     * @param log its identity: letters, digits, dot, underscore and hyphen
     * @param reason why, for display; empty for the first one
     */
    void beginLog(String topic, String log, String reason);

    /**
     * Returns when all that was inserted, recorded or changed before the call survives a power cut of the warehouse's machines, as far
     * as its own settings promise that. A warehouse may do so with each call already; then this does nothing.
     *
     * @throws WarehouseException with {@code WAREHOUSE_DISK_FAILED} where something could not be written: what was inserted since the
     *     last recorded progress has to be inserted again
     */
    default void makeDurable() {}

    /**
     * Makes all that was inserted before durable, then records how far the stream is, and how long its changes took. The progress
     * itself is durable some seconds later: one that a power cut takes back only has changes read again.
     */
    void record(List<Progress> progress, List<LatencyBucket> latencies);

    /**
     * Records dead letters. A {@linkplain DeadLetter#replay() replay} that failed again updates the dead letter that
     * was replayed with the new reason; if that is unknown, it is a new one.
     */
    void recordDeadLetters(List<DeadLetter> deadLetters);

    /** Records that replays of dead letters are in the warehouse, as rows or superseded by newer ones. */
    void recordReplays(List<Replay> landed);

    @Override
    void close();
}
