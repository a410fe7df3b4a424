package io.millrace.pipeline.write;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.Truncation;
import io.millrace.core.warehouse.LatencyBucket;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.core.warehouse.WriterTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A warehouse in memory that can be made to fail. */
final class MemoryWarehouse implements Warehouse {
    final List<RowChange> rows = new CopyOnWriteArrayList<>();
    final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    final List<Replay> replays = new CopyOnWriteArrayList<>();
    final Map<Integer, Long> recorded = new ConcurrentHashMap<>();
    final ConcurrentSkipListSet<Long> rejectedOffsets = new ConcurrentSkipListSet<>();
    /** Of changes whose values only the source has. */
    final ConcurrentSkipListSet<Long> missingOffsets = new ConcurrentSkipListSet<>();

    volatile ErrorCode rejection = ErrorCode.ROW_REJECTED;
    final AtomicInteger inserts = new AtomicInteger();
    final AtomicInteger counted = new AtomicInteger();
    /** Failures to throw before an insert succeeds, in order. */
    final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

    volatile Optional<RuntimeException> evolutionFails = Optional.empty();
    /** Tables that the failure of evolutions is about; empty: all. */
    final ConcurrentSkipListSet<TableId> stuck = new ConcurrentSkipListSet<>();
    /** Inserts take a permit each. */
    final Semaphore gate = new Semaphore(Integer.MAX_VALUE);

    private final Map<TableId, WarehouseTable> tables = new ConcurrentHashMap<>();

    @Override
    public void prepare() {}

    @Override
    public Optional<WarehouseTable> describe(TableId table) {
        return Optional.ofNullable(tables.get(table));
    }

    @Override
    public Optional<WarehouseTable> describe(long oid) {
        return tables.values().stream()
                .filter(table -> table.origin().oid() == oid)
                .findFirst();
    }

    @Override
    public WriterTerm takeOver(String owner) {
        throw new UnsupportedOperationException("the writer never does");
    }

    @Override
    public void writeBy(WriterTerm term) {}

    @Override
    public void requireTerm() {}

    @Override
    public void evolve(EvolutionPlan plan) {
        if (evolutionFails.isPresent()
                && (stuck.isEmpty() || stuck.contains(plan.result().source()))) {
            throw evolutionFails.get();
        }
        tables.put(plan.result().source(), plan.result());
    }

    @Override
    public List<RowChange> insert(TableBatch batch) {
        gate.acquireUninterruptibly();
        inserts.incrementAndGet();
        if (!failures.isEmpty()) {
            throw failures.remove(0);
        }
        Predicate<RowChange> bad =
                change -> rejectedOffsets.contains(change.at().offset());
        if (batch.changes().stream().anyMatch(bad)) {
            throw new WarehouseException(rejection, "a row does not fit", null);
        }
        batch.changes().stream()
                .filter(change -> !missingOffsets.contains(change.at().offset()))
                .forEach(rows::add);
        return batch.changes().stream()
                .filter(change -> missingOffsets.contains(change.at().offset()))
                .toList();
    }

    @Override
    public void pause(EvolutionPlan plan) {}

    @Override
    public void truncate(Truncation table, SourcePosition at) {}

    @Override
    public void snapshotTaken(SnapshotMark mark) {}

    @Override
    public void keep(TableBatch batch) {}

    @Override
    public Optional<String> log(String topic) {
        return Optional.empty();
    }

    @Override
    public void beginLog(String topic, String log, String reason) {
        throw new UnsupportedOperationException("the writer never does");
    }

    @Override
    public Map<Integer, Progress> progress(String topic) {
        return Map.of();
    }

    @Override
    public void record(List<Progress> progress, List<LatencyBucket> latencies) {
        progress.forEach(one -> recorded.merge(one.partition(), one.nextOffset(), Math::max));
        latencies.stream()
                .filter(latency -> latency.stage() == LatencyBucket.Stage.TOTAL)
                .forEach(latency -> counted.addAndGet((int) latency.count()));
    }

    @Override
    public void recordDeadLetters(List<DeadLetter> more) {
        deadLetters.addAll(more);
    }

    @Override
    public void recordReplays(List<Replay> landed) {
        replays.addAll(landed);
    }

    @Override
    public void close() {}

    List<Long> offsets() {
        List<Long> offsets = new ArrayList<>();
        rows.forEach(row -> offsets.add(row.at().offset()));
        return offsets;
    }
}
