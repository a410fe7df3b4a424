package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.warehouse.OutdatedPlanException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another executor has altered the table that a batch was planned for. */
@Timeout(30)
final class OutdatedPlanTest {
    private final MemoryWarehouse warehouse = new MemoryWarehouse();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final WriterMetrics metrics = new WriterMetrics(new SimpleMeterRegistry());
    private final Retries retries = new Retries(new WriterState(), metrics, pauses::add);
    private final WriterPool pool = new WriterPool(2);
    private final InFlight inFlight = new InFlight(1, e -> {});
    private final BatchWriter writer = new BatchWriter(
            new WritePlanner(),
            warehouse,
            deadLetters -> {},
            retries,
            pool,
            new TableWriter(warehouse, (table, oid, rows, reason) -> {}, retries, pool, InstantSource.system()),
            inFlight);

    @AfterEach
    void close() {
        inFlight.close();
        pool.close();
    }

    @Test
    void itsRowsArePlannedAgain() throws Exception {
        warehouse.failures.addAll(List.of(outdated(), outdated()));

        WriteBatch written = write(3);

        assertThat(warehouse.offsets()).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(warehouse.inserts).hasValue(3);
        assertThat(warehouse.deadLetters).isEmpty();
        assertThat(written.landed()).hasSize(3);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void aPlanThatIsAlwaysFoundOutdatedEndsInDeadLetters() throws Exception {
        LongStream.range(0, 11).forEach(each -> warehouse.failures.add(outdated()));

        write(2);

        assertThat(warehouse.failures).isEmpty();
        assertThat(warehouse.rows).isEmpty();
        assertThat(warehouse.deadLetters)
                .extracting(DeadLetter::code)
                .containsExactly(ErrorCode.SCHEMA_NOT_FOLLOWED, ErrorCode.SCHEMA_NOT_FOLLOWED);
    }

    private WriteBatch write(int rows) throws InterruptedException {
        return writer.write(
                writer.plan(LongStream.range(0, rows)
                        .mapToObj(offset -> Rows.decoded(0, offset, offset))
                        .toList()),
                InFlight.Others.NONE);
    }

    private static OutdatedPlanException outdated() {
        return new OutdatedPlanException(Rows.ORDERS, "a type");
    }
}
