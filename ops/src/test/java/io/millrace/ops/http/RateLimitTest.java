package io.millrace.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong seconds = new AtomicLong();
    private final RateLimit limit = new RateLimit(2, () -> seconds.get() * 1_000_000_000L);

    @Test
    void anAddressMaySoOftenWithinAMinuteAndThenAgain() {
        assertThat(limit.count("a")).isZero();
        seconds.set(20);
        assertThat(limit.count("a")).isZero();
        assertThat(limit.count("a")).isEqualTo(40);
        assertThat(limit.count("b")).isZero();
        seconds.set(60);
        assertThat(limit.count("a")).isZero();
    }

    @Test
    void manyAddressesTakeNoMoreMemoryThanSome() {
        for (int i = 0; i < 30_000; i++) {
            limit.count("address " + i);
        }
        limit.count("address 29999");
        assertThat(limit.count("address 29999")).isPositive();
        assertThat(limit.count("address 0")).isZero();
    }
}
