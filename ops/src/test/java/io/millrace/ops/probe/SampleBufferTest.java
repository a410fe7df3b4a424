package io.millrace.ops.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.sample.LogSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleBufferTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private final MovingClock clock = new MovingClock(START);
    private final SampleBuffer<LogSample> outbox =
            new SampleBuffer<>(LogSample::partition, (last, now) -> now.endOffset() - last.endOffset() >= 2, clock);

    @Test
    void whatSaysNothingNewIsLeftOutUntilItIsOld() {
        outbox.offer(sample(0, 10));
        outbox.offer(sample(0, 10));
        outbox.offer(sample(1, 10));
        assertThat(outbox.drain()).hasSize(2);
        clock.move(SampleBuffer.REPEAT.minusMillis(1));
        outbox.offer(sample(0, 10));
        assertThat(outbox.drain()).isEmpty();
        clock.move(Duration.ofMillis(1));
        outbox.offer(sample(0, 10));
        assertThat(outbox.drain()).hasSize(1);
    }

    @Test
    void changesAreWrittenAtOnce() {
        outbox.offer(sample(0, 10));
        outbox.offer(sample(0, 11));
        outbox.offer(sample(0, 12));
        assertThat(outbox.drain()).isEqualTo(List.of(sample(0, 10), sample(0, 12)));
        assertThat(outbox.drain()).isEmpty();
    }

    @Test
    void oldSamplesAreWrittenAgainTogether() {
        outbox.offer(sample(0, 10));
        clock.move(Duration.ofSeconds(3));
        outbox.offer(sample(1, 10));
        outbox.drain();
        clock.move(Duration.ofSeconds(2));
        outbox.offer(sample(0, 10));
        outbox.offer(sample(1, 10));
        assertThat(outbox.drain()).hasSize(2);
    }

    @Test
    void samplesThatDidNotArriveAreWrittenAgain() {
        outbox.offer(sample(0, 10));
        outbox.drain();
        outbox.forget();
        outbox.offer(sample(0, 10));
        assertThat(outbox.drain()).hasSize(1);
    }

    private static LogSample sample(int partition, long end) {
        return new LogSample(START, "t", partition, end);
    }
}
