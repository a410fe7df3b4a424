package io.millrace.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatherWindowTest {
    private static final long MILLI = 1_000_000;

    /** The window after a second of so many sends of so many bytes, by the bytes alone. */
    private static long millisAt(int perSecond, int bytes) {
        GatherWindow window = new GatherWindow(0);
        for (int i = 0; i < perSecond; i++) {
            window.sent(bytes, 0, i * (1_000 * MILLI / perSecond));
        }
        // What was spent has come up again.
        return window.nanos(1_000 * MILLI + 20 * MILLI) / MILLI;
    }

    @Test
    void fewChangesDoNotWait() {
        assertThat(millisAt(50, 200)).isZero();
        assertThat(millisAt(500, 400)).isZero();
        assertThat(millisAt(1, 10_000)).isZero();
    }

    @Test
    void manyWaitForSomeMilliseconds() {
        assertThat(millisAt(1000, 2_500)).isBetween(4L, 6L);
        assertThat(millisAt(1000, 10_000)).isBetween(18L, 20L);
        assertThat(millisAt(1000, 1_000_000)).isEqualTo(20);
    }

    @Test
    void aBurstIsForgotten() {
        GatherWindow window = new GatherWindow(0);
        window.sent(10_000_000, 0, 0);
        assertThat(window.nanos(0)).isEqualTo(20 * MILLI);
        window.sent(0, 0, 1_500 * MILLI);
        assertThat(window.nanos(1_500 * MILLI)).isLessThan(MILLI);
    }

    @Test
    void whatIsLateWaitsATwentiethMore() {
        GatherWindow window = new GatherWindow(0);
        window.late(400_000);
        assertThat(window.nanos(0)).isEqualTo(20 * MILLI);
        window.late(60_000_000);
        assertThat(window.nanos(0)).isEqualTo(50 * MILLI);
        window.late(0);
        assertThat(window.nanos(0)).isZero();
    }

    @Test
    void aFewSendsGoAtOnceThenEachWaitsForItsShare() {
        GatherWindow window = new GatherWindow(0);
        for (int i = 0; i < GatherWindow.BURST; i++) {
            assertThat(window.nanos(0)).isLessThan(MILLI);
            window.sent(100, 0, 0);
        }
        assertThat(window.nanos(0)).isEqualTo((long) (1e9 / GatherWindow.MOST_A_SECOND));
        assertThat(window.nanos(5 * MILLI)).isEqualTo((long) (1e9 / GatherWindow.MOST_A_SECOND) - 5 * MILLI);
        assertThat(window.nanos(1_000 * MILLI)).isLessThan(MILLI);
    }

    @ParameterizedTest
    @CsvSource({"50, 49, 51", "200, 45, 50", "500, 26, 32", "2500, 20, 21"})
    void sendsBecomeFewerTheMoreCommitsThereAre(int commitsPerSecond, int fewest, int most) {
        GatherWindow window = new GatherWindow(0);
        int sends = 0;
        int waiting = 0;
        for (int i = 0; i < 3 * commitsPerSecond; i++) {
            long now = i * (1_000 * MILLI / commitsPerSecond);
            waiting++;
            if (window.nanos(now) < MILLI) {
                window.sent(waiting * 150, waiting, now);
                waiting = 0;
                sends += i >= commitsPerSecond ? 1 : 0;
            }
        }
        assertThat(sends / 2).isBetween(fewest, most);
    }

    @Test
    void onlyALateConnectionStaysUnreadForAsLongAsItsBufferHolds() {
        GatherWindow window = new GatherWindow(0);
        for (int i = 0; i < 100; i++) {
            window.sent(20_000, 100, i * (10 * MILLI));
        }
        window.late(900_000);
        assertThat(window.unreadNanos()).isZero();
        window.late(1_000_000);
        assertThat(window.unreadNanos()).isBetween(2 * MILLI, 3 * MILLI);
    }
}
