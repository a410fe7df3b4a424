package io.millrace.ops.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.LogSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private final MovingClock clock = new MovingClock(START);
    private final Outbox<LogSample> outbox =
            new Outbox<>(LogSample::partition, (last, now) -> now.endOffset() - last.endOffset() >= 2, clock);

    @Test
    void what_says_nothing_new_is_left_out_until_it_is_old() {
        outbox.offer(sample(0, 10));
        outbox.offer(sample(0, 10));
        outbox.offer(sample(1, 10));
        assertThat(outbox.drain()).hasSize(2);
        clock.move(Outbox.REPEAT.minusMillis(1));
        outbox.offer(sample(0, 10));
        assertThat(outbox.drain()).isEmpty();
        clock.move(Duration.ofMillis(1));
        outbox.offer(sample(0, 10));
        assertThat(outbox.drain()).hasSize(1);
    }

    @Test
    void what_changes_is_told_at_once() {
        outbox.offer(sample(0, 10));
        outbox.offer(sample(0, 11));
        outbox.offer(sample(0, 12));
        assertThat(outbox.drain()).isEqualTo(List.of(sample(0, 10), sample(0, 12)));
        assertThat(outbox.drain()).isEmpty();
    }

    @Test
    void what_is_old_is_told_again_together() {
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
    void what_did_not_arrive_is_told_again() {
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
