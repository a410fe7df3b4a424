package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RowPaceTest {
    private final AtomicLong clock = new AtomicLong();

    private long millisFor(RowPace pace, int rows) {
        long begin = clock.get();
        for (int i = 0; i < rows; i++) {
            pace.row();
        }
        return (clock.get() - begin) / 1_000_000;
    }

    private RowPace pace(int perSecond) {
        return new RowPace(perSecond, clock::get, clock::addAndGet);
    }

    @Test
    void thousandRowsASecondTakeASecondForAThousand() {
        assertThat(millisFor(pace(1_000), 1_000)).isBetween(990L, 1_000L);
    }

    @Test
    void whatWasNotUsedIsNotSavedUp() {
        RowPace pace = pace(1_000);
        clock.addAndGet(60_000_000_000L);

        assertThat(millisFor(pace, 1_000)).isBetween(890L, 900L);
    }

    @Test
    void withoutALimitNothingIsHeldUp() {
        assertThat(millisFor(pace(0), 1_000_000)).isZero();
    }
}
