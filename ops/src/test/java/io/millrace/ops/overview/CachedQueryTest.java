package io.millrace.ops.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedQueryTest {
    private final AtomicInteger readings = new AtomicInteger();

    @Test
    void theFirstReadingIsWaitedForAndThenUsedUntilItIsDue() {
        CachedQuery<Integer> reading =
                new CachedQuery<>(0, Duration.ofHours(1), Runnable::run, readings::incrementAndGet);
        assertThat(reading.latest()).isEqualTo(1);
        assertThat(reading.latest()).isEqualTo(1);
    }

    @Test
    void whoAsksIsNotHeldUpByARenewal() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        CachedQuery<Integer> reading = new CachedQuery<>(
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
    void aFailedReadingLeavesTheLastValue() {
        CachedQuery<Integer> reading = new CachedQuery<>(7, Duration.ofMillis(1), Runnable::run, () -> {
            throw new IllegalStateException("no");
        });
        assertThat(reading.latest()).isEqualTo(7);
    }
}
