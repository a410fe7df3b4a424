package io.millrace.controller.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RowRateLimiterTest {
    private long now;

    private RowRateLimiter limiter(int perSecond) {
        return new RowRateLimiter(perSecond, () -> now, nanos -> now += nanos);
    }

    @Test
    void noMoreRowsPassThanAllowed() throws Exception {
        RowRateLimiter limiter = limiter(1_000);
        for (int rows = 0; rows < 10_000; rows += limiter.rowsAtOnce()) {
            limiter.acquire(limiter.rowsAtOnce());
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(now)).isBetween(9_900L, 10_100L);
    }

    @Test
    void aPauseIsNotMadeUpForByABurst() throws Exception {
        RowRateLimiter limiter = limiter(100);
        now += TimeUnit.SECONDS.toNanos(60);
        long begin = now;
        for (int rows = 0; rows < 200; rows += limiter.rowsAtOnce()) {
            limiter.acquire(limiter.rowsAtOnce());
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(now - begin)).isBetween(1_800L, 2_100L);
    }

    @Test
    void withoutALimitNobodyWaits() throws Exception {
        RowRateLimiter limiter = limiter(0);
        limiter.acquire(1_000_000);
        assertThat(now).isZero();
    }

    @Test
    void aLowLimitIsKeptRowByRow() {
        assertThat(limiter(10).rowsAtOnce()).isEqualTo(1);
        assertThat(limiter(0).rowsAtOnce()).isGreaterThan(100);
    }
}
