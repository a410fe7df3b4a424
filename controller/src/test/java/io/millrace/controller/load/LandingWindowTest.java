package io.millrace.controller.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LandingWindowTest {
    private static final int MIB = 1024 * 1024;
    private static final int FIRST = (int) (LandingWindow.BYTES / MIB) + 1;

    private long now;
    private long landed;
    private int looks;
    private boolean known = true;

    /** The pipeline lands a block of 1 MiB in 100 ms. */
    private final LandingWindow window = new LandingWindow(
            () -> {
                looks++;
                return known ? Optional.of(Map.of(1, landed)) : Optional.empty();
            },
            () -> now,
            nanos -> {
                now += nanos;
                landed = TimeUnit.NANOSECONDS.toMillis(now) / 100;
            });

    private void send(int blocks) throws InterruptedException {
        for (int i = 1; i <= blocks; i++) {
            window.await();
            window.durable(1, i, MIB);
        }
    }

    @Test
    void aLoadIsAsFastAsThePipelineAndAWindowAhead() throws Exception {
        send(FIRST);
        assertThat(now).isZero();

        send(0);
        for (int i = FIRST + 1; i <= 200; i++) {
            window.await();
            window.durable(1, i, MIB);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(now)).isBetween(18_000L, 19_000L);
        assertThat(looks).isLessThan(150);
    }

    /** It lands 10 MiB a second, and says so each 3 s. */
    @Test
    void itGrowsWhereProgressIsRecordedSeldom() throws Exception {
        long[] durable = {0, 0, 0};
        long[] sent = {0};
        LandingWindow seldom = new LandingWindow(() -> Optional.of(Map.of(1, durable[1])), () -> now, nanos -> {
            now += nanos;
            long elapsed = TimeUnit.NANOSECONDS.toMillis(now);
            for (; durable[2] < elapsed / 100; durable[2]++) {
                durable[0] = Math.min(sent[0], durable[0] + 1);
                if (durable[2] % 30 == 29) {
                    durable[1] = durable[0];
                }
            }
        });
        for (int i = 1; i <= 1_000; i++) {
            seldom.await();
            seldom.durable(1, i, MIB);
            sent[0] = i;
        }

        assertThat(TimeUnit.NANOSECONDS.toMillis(now)).isBetween(95_000L, 120_000L);
        assertThat(sent[0] - durable[0]).isLessThanOrEqualTo(LandingWindow.MOST_BYTES / MIB + 1);
    }

    @Test
    void whereNothingLandsItGoesOnAfterAWhile() throws Exception {
        known = false;
        send(FIRST);
        window.await();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(now)).isEqualTo(20);
        send(100);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(now)).isEqualTo(20);
    }
}
