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
 * <p>Every method returns only when its effect is visible to queries that start afterwards. What a crash of the warehouse's
 * processes finds visible, it leaves; what a power cut finds, it leaves if it is durable, see {@link #makeDurable}. Every method is
 * idempotent: rows by (key, version), progress by (topic, partition) keeping the highest offset, dead letters by
 * (topic, partition, offset), truncations by the highest version, schema changes by their content. A caller may thus repeat
 * any call after a failure, a crash or a replay, in the same or another batch, and the result is as if each change had
 * been applied once. Calls may come from several threads and, in a cluster, from several processes.
 *
 * <p>Every method throws {@link WarehouseException}, whose code says whether to retry, to isolate the row or to halt.
 */
public interface Warehouse extends AutoCloseable {

    /** Creates the bookkeeping database {@code millrace} and its tables where they are missing. */
    void prepare();

    /** The table that mirrors the one of this current name as the warehouse has it now, empty where there is none. */
    Optional<WarehouseTable> describe(TableId table);

    /** The table that mirrors the one of this {@code pg_class.oid}, whatever its name; empty where there is none. */
    Optional<WarehouseTable> describe(long oid);

    /** What both of {@code describe} tell of many tables, in few requests. */
    default FoundTables describe(Set<Long> oids, Set<TableId> names) {
        Map<Long, WarehouseTable> byOid = new HashMap<>();
        oids.forEach(oid -> describe(oid).ifPresent(table -> byOid.put(oid, table)));
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        names.forEach(name -> describe(name).ifPresent(table -> byName.put(name, table)));
        return new FoundTables(byOid, byName);
    }

    /** Carries out a plan's steps in order and records each in {@code millrace.schema_changes}. */
    void evolve(EvolutionPlan plan);

    /**
     * Carries out plans, in order where they are about one table or name; the others in few requests. After a failure some may be
     * carried out and others not: each by itself then tells which one is at fault.
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
     */
    List<RowChange> insert(TableBatch batch);

    /** Records that a table may not follow its source, and why. Its rows are among the dead letters. */
    void pause(EvolutionPlan plan);

    /** Makes every row of the table with a version below that of {@code at} invisible, also such that are inserted later. */
    void truncate(Truncation table, SourcePosition at);

    /**
     * Takes note of what a snapshot saw of a table. For one without a key it decides which rows count: those that its latest
     * snapshot gave, and the changes that this snapshot did not see.
     */
    void snapshotTaken(SnapshotMark mark);

    /** Does what {@link #truncate} and {@link #snapshotTaken} do for each, in few requests. */
    default void bound(Map<Truncation, SourcePosition> truncations, List<SnapshotMark> snapshots) {
        truncations.forEach(this::truncate);
        snapshots.forEach(this::snapshotTaken);
    }

    /**
     * Keeps the {@linkplain TableBatch#history() history} of the batch, all of it or none: each change once, superseded
     * ones included.
     *
     * @throws WarehouseException with {@code ROW_REJECTED} where the data is at fault
     */
    void keep(TableBatch batch);

    /**
     * Begins another term. The former writer of this source is refused within seconds.
     *
     * @param owner names who begins it, as people would find it
     */
    WriterTerm takeOver(String owner);

    /**
     * From here on this object writes by a term: it records progress of the term's log alone, and once another term has begun, it
     * records neither progress nor dead letters, and changes the shape of no table. Progress that it recorded shortly before it found out is of its own
     * log, and tells nothing about another one.
     */
    void writeBy(WriterTerm term);

    /** @throws WarehouseException with {@code SUPERSEDED} once another term than that of {@link #writeBy} has begun */
    void requireTerm();

    /** Durable positions by partition of the topic, in the log of now, or that of the term: what a lost checkpoint is rebuilt from. */
    Map<Integer, Progress> progress(String topic);

    /**
     * Which log the progress of a topic speaks of; empty where that was never noted. A topic that was deleted and made anew
     * has the same name and other offsets.
     */
    Optional<String> log(String topic);

    /**
     * Notes that a topic is another log from now on: progress begins anew, and the dead letters of the former log, where one
     * was noted, are called {@code topic.log} in place of {@code topic}, so that no letter of the new one takes their place.
     *
     * @param log its identity: letters, digits, dot, underscore and hyphen
     * @param reason why, for people; empty for the first one
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
    void record(List<Progress> progress, List<StageLatency> latencies);

    /**
     * Records what could not land. A {@linkplain DeadLetter#replay() replay} that failed again is noted on the letter that was
     * replayed, with the new reason; where that letter is not known, it is one of its own.
     */
    void recordDeadLetters(List<DeadLetter> letters);

    /** Notes on letters that their replays are in the warehouse, as rows or superseded by newer ones. */
    void recordReplays(List<Replay> landed);

    @Override
    void close();
}
