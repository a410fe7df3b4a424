package io.millrace.ops.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CostlyReadingTest {
    private final AtomicInteger readings = new AtomicInteger();

    @Test
    void the_first_reading_is_waited_for_and_then_used_until_it_is_due() {
        CostlyReading<Integer> reading =
                new CostlyReading<>(0, Duration.ofHours(1), Runnable::run, readings::incrementAndGet);
        assertThat(reading.latest()).isEqualTo(1);
        assertThat(reading.latest()).isEqualTo(1);
    }

    @Test
    void who_asks_is_not_held_up_by_a_renewal() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        CostlyReading<Integer> reading = new CostlyReading<>(
                0,
                Duration.ofMillis(100),
                task -> {
                    if (readings.get() == 0) {
                        task.run();
                    } else {
                        waiting.add(task);
                    }
                },
                readings::incrementAndGet);
        assertThat(reading.latest()).isEqualTo(1);
        while (waiting.isEmpty()) {
            assertThat(reading.latest()).isEqualTo(1);
            Thread.onSpinWait();
        }
        waiting.pop().run();
        assertThat(reading.latest()).isEqualTo(2);
    }

    @Test
    void a_failed_reading_leaves_the_last_value() {
        CostlyReading<Integer> reading = new CostlyReading<>(7, Duration.ofMillis(1), Runnable::run, () -> {
            throw new IllegalStateException("no");
        });
        assertThat(reading.latest()).isEqualTo(7);
    }
}
