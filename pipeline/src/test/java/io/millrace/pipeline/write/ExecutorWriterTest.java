package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.core.decode.BlockDecoder;
import io.millrace.core.decode.ChangeDecoder;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.DeadLetterId;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.TableId;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.LogException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ExecutorWriterTest {
    private final MemoryWarehouse warehouse = new MemoryWarehouse();
    private final List<DeadLetter> logged = new CopyOnWriteArrayList<>();
    private final List<RuntimeException> logFailures = new CopyOnWriteArrayList<>();
    private final List<String> resyncs = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final WriterState state = new WriterState();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<ExecutorWriter> writers = new ArrayList<>();

    @AfterEach
    void stop() {
        writers.forEach(ExecutorWriter::close);
    }

    @Test
    void aTaskEndsWhenItsRowsAreDurableAndRecorded() throws Exception {
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0, 1, 2);
        task.finish();
        assertThat(warehouse.offsets()).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(warehouse.recorded).containsEntry(0, 3L);
        assertThat(warehouse.counted).hasValue(3);
    }

    @Test
    void aTaskDoesNotEndWhileTheWarehouseHasNotAnswered() throws Exception {
        warehouse.gate.drainPermits();
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0);
        CompletableFuture<Void> finish = CompletableFuture.runAsync(() -> finish(task));
        assertThat(finish).isNotDone();
        assertThat(warehouse.recorded).isEmpty();
        warehouse.gate.release(1);
        finish.join();
        assertThat(warehouse.recorded).containsEntry(0, 1L);
    }

    @Test
    void rowsOfAllTasksAreWrittenTogether() throws Exception {
        ExecutorWriter writer = writer(Map.of());
        warehouse.gate.drainPermits();
        TaskRows first = writer.newTask();
        TaskRows second = writer.newTask();
        // Held at the gate while the others come.
        add(first, 0, 0);
        while (warehouse.gate.getQueueLength() == 0) {
            Thread.onSpinWait();
        }
        add(first, 0, 1, 2);
        add(second, 1, 10, 11, 12);
        warehouse.gate.release(Integer.MAX_VALUE);
        first.finish();
        second.finish();
        assertThat(warehouse.inserts).hasValue(2);
        assertThat(warehouse.recorded).containsEntry(0, 3L).containsEntry(1, 13L);
    }

    @Test
    void whatIsInTheWarehouseAlreadyIsSkippedAndCounted() throws Exception {
        ExecutorWriter writer = writer(Map.of(0, 5L));
        TaskRows task = writer.newTask();
        add(task, 0, 3, 4, 5);
        task.finish();
        TaskRows again = writer.newTask();
        add(again, 0, 4, 5, 6);
        again.finish();
        assertThat(warehouse.offsets()).containsExactly(5L, 6L);
        assertThat(warehouse.counted).hasValue(2);
        assertThat(registry.counter("millrace.replays.skipped").count()).isEqualTo(4);
    }

    @Test
    void whatAnotherExecutorHasRecordedMeanwhileIsSkipped() throws Exception {
        ExecutorWriter writer = writer(Map.of(0, 5L));
        TaskRows task = writer.newTask();
        add(task, 0, 5, 6);
        task.finish();
        writer.goOn(Map.of(0, 9L, 1, 3L));
        TaskRows again = writer.newTask();
        add(again, 0, 5, 6, 7, 8, 9);
        add(again, 1, 2, 3);
        again.finish();
        assertThat(warehouse.offsets()).containsExactlyInAnyOrder(5L, 6L, 9L, 3L);
        writer.goOn(Map.of(0, 4L));
        assertThat(writer.next(0)).isEqualTo(10);
    }

    @Test
    void replaysAreRecordedOnTheirDeadLettersAndAreNoLatency() throws Exception {
        Replay lands = replay(7);
        Replay fails = replay(8);
        warehouse.rejectedOffsets.add(2L);
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0);
        task.add(sentAgain(1, lands));
        task.add(sentAgain(2, fails));
        task.finish();
        assertThat(warehouse.offsets()).containsExactlyInAnyOrder(0L, 1L);
        assertThat(warehouse.replays).containsExactly(lands);
        assertThat(warehouse.deadLetters).hasSize(1);
        assertThat(warehouse.deadLetters.get(0).replay()).contains(fails);
        assertThat(warehouse.recorded).containsEntry(0, 3L);
        assertThat(warehouse.counted).hasValue(1);
    }

    private static Replay replay(long offset) {
        return new Replay(
                new DeadLetterId(Rows.TOPIC, 0, offset), UUID.randomUUID().toString());
    }

    private static LogRecord sentAgain(long offset, Replay replay) {
        LogRecord record = Rows.record(0, offset, offset);
        return new LogRecord(record.at(), record.key(), record.value(), Map.of(StreamHeader.REPLAY, replay.header()));
    }

    @Test
    void rejectedRowsAreFoundAndTheRestLands() throws Exception {
        warehouse.rejectedOffsets.addAll(List.of(3L, 40L));
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, LongStream.range(0, 64).toArray());
        task.finish();
        assertThat(warehouse.rows).hasSize(62);
        assertThat(warehouse.deadLetters)
                .extracting(deadLetter -> deadLetter.at().offset())
                .containsExactly(3L, 40L);
        DeadLetter deadLetter = warehouse.deadLetters.get(0);
        assertThat(deadLetter.code()).isEqualTo(ErrorCode.ROW_REJECTED);
        assertThat(deadLetter.reason()).isEqualTo("a row does not fit");
        assertThat(deadLetter.table()).contains(Rows.ORDERS);
        assertThat(deadLetter.version()).isPresent();
        assertThat(deadLetter.value()).isEqualTo(Rows.record(0, 3, 3).value());
        assertThat(logged).hasSameSizeAs(warehouse.deadLetters);
        assertThat(warehouse.recorded).containsEntry(0, 64L);
        assertThat(warehouse.counted).hasValue(62);
    }

    /** A proxy that cuts off what it passes on looks like a row that ends too early. */
    @Test
    void aRowThatMayHaveBeenCutOffIsAtFaultOnlyWhenThatComesAgain() throws Exception {
        WarehouseException cut = new WarehouseException(ErrorCode.ROW_REJECTED, "it ends too early", null, true);
        warehouse.failures.addAll(List.of(cut, cut));
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0);
        task.finish();
        assertThat(warehouse.rows).hasSize(1);
        assertThat(warehouse.deadLetters).isEmpty();
        assertThat(pauses).hasSize(2);

        warehouse.failures.addAll(List.of(cut, cut, cut, cut));
        TaskRows again = writer(Map.of(0, 1L)).newTask();
        add(again, 0, 1);
        again.finish();
        assertThat(warehouse.failures).isEmpty();
        assertThat(warehouse.deadLetters)
                .extracting(deadLetter -> deadLetter.at().offset())
                .containsExactly(1L);
    }

    @Test
    void rowsWhoseValuesOnlyTheSourceHasAreReadByOneRequest() throws Exception {
        warehouse.missingOffsets.addAll(List.of(3L, 5L));
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, LongStream.range(0, 8).toArray());
        task.finish();
        assertThat(warehouse.rows).hasSize(6);
        assertThat(warehouse.deadLetters).isEmpty();
        assertThat(resyncs).hasSize(1);
        assertThat(warehouse.recorded).containsEntry(0, 8L);
    }

    @Test
    void aRowWhoseValuesOnlyTheSourceHasIsReadAgain() throws Exception {
        warehouse.rejectedOffsets.add(3L);
        warehouse.rejection = ErrorCode.VALUES_MISSING;
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, LongStream.range(0, 8).toArray());
        task.finish();
        assertThat(warehouse.rows).hasSize(7);
        assertThat(warehouse.deadLetters).isEmpty();
        assertThat(resyncs).hasSize(1);
        assertThat(warehouse.recorded).containsEntry(0, 8L);
    }

    @Test
    void anEarlierChangeOfARejectedRowsKeyLandsInItsPlace() throws Exception {
        warehouse.rejectedOffsets.add(1L);
        warehouse.gate.drainPermits();
        TaskRows task = writer(Map.of()).newTask();
        task.add(Rows.record(0, 0, 7));
        task.add(Rows.record(0, 1, 7));
        warehouse.gate.release(Integer.MAX_VALUE);
        task.finish();
        assertThat(warehouse.offsets()).containsExactly(0L);
        assertThat(warehouse.deadLetters)
                .extracting(deadLetter -> deadLetter.at().offset())
                .containsExactly(1L);
    }

    @Test
    void triesAgainForEverWhileTheWarehouseIsAway() throws Exception {
        for (int i = 0; i < 20; i++) {
            warehouse.failures.add(new WarehouseException(ErrorCode.WAREHOUSE_UNAVAILABLE, "down", null));
        }
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0);
        task.finish();
        assertThat(warehouse.offsets()).containsExactly(0L);
        assertThat(warehouse.deadLetters).isEmpty();
        assertThat(pauses).hasSize(20).endsWith(Duration.ofSeconds(1));
        assertThat(state.problem()).isEmpty();
        assertThat(registry.counter("millrace.write.retries").count()).isEqualTo(20);
    }

    @Test
    void aFailureThatNobodyForesawIsRetriedThenTheRowIsSetAsideNotLost() throws Exception {
        for (int i = 0; i < 4; i++) {
            warehouse.failures.add(new IllegalStateException("secret value"));
        }
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0, 1);
        task.finish();
        if (warehouse.deadLetters.isEmpty()) {
            // Both rows in one cycle: halved, and by then the failures were over.
            assertThat(warehouse.offsets()).containsExactlyInAnyOrder(0L, 1L);
        } else {
            assertThat(warehouse.deadLetters).hasSize(1);
            assertThat(warehouse.deadLetters.get(0).reason()).doesNotContain("secret");
            assertThat(warehouse.rows).hasSize(1);
        }
    }

    @Test
    void deniedAccessStopsTheWriterAndFailsItsTasks() throws Exception {
        warehouse.failures.add(new WarehouseException(ErrorCode.WAREHOUSE_DENIED, "no rights", null));
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0);
        assertThatThrownBy(task::finish).isInstanceOf(WarehouseException.class).hasMessage("no rights");
        assertThatThrownBy(() -> add(task, 0, 1)).hasMessage("no rights");
        assertThat(state.failure()).isPresent();
        assertThat(warehouse.recorded).isEmpty();
    }

    @Test
    void whatCannotBeDecodedBecomesADeadLetterAndItsNeighboursLand() throws Exception {
        TaskRows task = writer(
                        Map.of(), record -> record.at().offset() == 1 ? Rows.rejected(record) : Rows.decode(record))
                .newTask();
        add(task, 0, 0, 1, 2);
        task.finish();
        assertThat(warehouse.offsets()).containsExactlyInAnyOrder(0L, 2L);
        assertThat(logged).extracting(DeadLetter::code).containsExactly(ErrorCode.NOT_JSON);
        assertThat(warehouse.deadLetters).hasSize(1);
        assertThat(warehouse.recorded).containsEntry(0, 3L);
    }

    @Test
    void aDecoderThatThrowsHarmsOneRecordOnly() throws Exception {
        TaskRows task = writer(Map.of(), record -> {
                    if (record.at().offset() == 1) {
                        throw new IllegalStateException("bug");
                    }
                    return Rows.decode(record);
                })
                .newTask();
        add(task, 0, 0, 1, 2);
        task.finish();
        assertThat(warehouse.offsets()).containsExactlyInAnyOrder(0L, 2L);
        assertThat(warehouse.deadLetters).hasSize(1);
    }

    @Test
    void aDeadLetterWaitsForTheTopicAndIsNotRepeatedInTheWarehouse() throws Exception {
        logFailures.add(new LogException("kafka is away", null));
        TaskRows task = writer(Map.of(), Rows::rejected).newTask();
        add(task, 0, 0);
        task.finish();
        assertThat(logged).hasSize(1);
        assertThat(warehouse.deadLetters).hasSize(1);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void aTableThatCannotFollowItsSourceSendsAllItsChangesToTheDeadLetters() throws Exception {
        warehouse.evolutionFails =
                Optional.of(new WarehouseException(ErrorCode.SCHEMA_NOT_FOLLOWED, "cannot follow", null));
        TaskRows task = writer(Map.of()).newTask();
        add(task, 0, 0, 1);
        task.finish();
        assertThat(warehouse.deadLetters)
                .extracting(deadLetter -> deadLetter.at().offset())
                .containsExactly(0L, 1L);
        assertThat(warehouse.deadLetters).extracting(DeadLetter::code).containsOnly(ErrorCode.SCHEMA_NOT_FOLLOWED);
    }

    @Test
    void aTableThatCannotFollowKeepsNoOtherFromFollowing() throws Exception {
        warehouse.evolutionFails =
                Optional.of(new WarehouseException(ErrorCode.SCHEMA_NOT_FOLLOWED, "cannot follow", null));
        warehouse.stuck.add(new TableId("public", "t5"));
        TaskRows task = writer(
                        Map.of(),
                        record -> Rows.decode(
                                record, new TableId("public", "t" + record.at().offset())))
                .newTask();
        add(task, 0, LongStream.range(0, 12).toArray());
        task.finish();
        assertThat(warehouse.deadLetters)
                .extracting(deadLetter -> deadLetter.at().offset())
                .containsExactly(5L);
        assertThat(warehouse.offsets()).hasSize(11).doesNotContain(5L);
        assertThat(warehouse.recorded).containsEntry(0, 12L);
    }

    private ExecutorWriter writer(Map<Integer, Long> start) {
        return writer(start, Rows::decode);
    }

    private ExecutorWriter writer(Map<Integer, Long> start, ChangeDecoder decoder) {
        ExecutorWriter writer = new ExecutorWriter(
                new ExecutorWriter.Limits(Duration.ofMillis(10), 1_000, 1_000_000, 2),
                () -> new RecordDecoder(new BlockDecoder(TypeMapping.defaults()), decoder),
                new WritePlanner(),
                warehouse,
                this::log,
                (table, oid, rows, reason) -> resyncs.add(table + ": " + rows),
                start,
                state,
                new WriterMetrics(registry),
                pauses::add,
                InstantSource.system());
        writers.add(writer);
        writer.begin();
        return writer;
    }

    private void log(List<DeadLetter> deadLetters) {
        if (!logFailures.isEmpty()) {
            throw logFailures.remove(0);
        }
        logged.addAll(deadLetters);
    }

    private static void add(TaskRows task, int partition, long... offsets) throws InterruptedException {
        for (long offset : offsets) {
            task.add(Rows.record(partition, offset, offset));
        }
    }

    private static void finish(TaskRows task) {
        try {
            task.finish();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
