package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProgressRecorderTest {
    private static final int RECORDS = 40;

    private final MemoryWarehouse warehouse = new MemoryWarehouse();
    private final WriterMetrics metrics = new WriterMetrics(new SimpleMeterRegistry());
    private final ProgressRecorder recorder =
            new ProgressRecorder(warehouse, new Retries(new WriterState(), metrics, (duration) -> {}), metrics);
    private final Thread thread = new Thread(recorder);

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void durable(long offset, long weight) {
        recorder.durable(new WriteBatch(List.of(Rows.decoded(0, offset, offset))), weight);
    }

    private void untilRecorded(long offset) throws InterruptedException {
        while (warehouse.recorded.getOrDefault(0, 0L) <= offset) {
            Thread.sleep(1);
        }
    }

    /** By time it would take 20 s. */
    @Test
    void muchIsRecordedSoon() throws Exception {
        thread.start();
        long begin = System.nanoTime();
        for (long offset = 0; offset < RECORDS; offset++) {
            durable(offset, ProgressRecorder.MUCH);
            untilRecorded(offset);
        }
        assertThat(System.nanoTime() - begin)
                .isBetween(
                        (RECORDS - 1) * ProgressRecorder.LEAST_REST.toNanos(),
                        RECORDS * ProgressRecorder.RATE_LIMITER.toNanos() * 3 / 4);
    }
}
