package io.millrace.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LatenessTest {
    private static final long MS = 1_000;
    private static final long SECOND = 1_000_000;

    private final Lateness lateness = new Lateness(0);

    @Test
    void theQuickestChangesAreNotLate() {
        assertThat(lateness.micros(0, 20 * MS)).isEqualTo(19 * MS);
        for (long now = SECOND; now < 2 * SECOND; now += 20 * MS) {
            lateness.micros(now - 20 * MS, now);
        }
        assertThat(lateness.micros(2 * SECOND - 20 * MS, 2 * SECOND)).isZero();
        assertThat(lateness.micros(2 * SECOND - 70 * MS, 2 * SECOND)).isEqualTo(50 * MS);
    }

    @Test
    void aBacklogStaysLateForAsLongAsItsReadingMayTake() {
        long committed = 0;
        lateness.micros(committed, 60 * SECOND);
        assertThat(lateness.micros(committed, 120 * SECOND)).isGreaterThan(100 * SECOND);
    }

    @Test
    void aSourceWhoseClockIsAheadMakesNoDifference() {
        lateness.micros(SECOND + 10 * SECOND - 20 * MS, SECOND);
        assertThat(lateness.micros(SECOND + 10 * SECOND - 30 * MS, SECOND)).isEqualTo(10 * MS);
    }

    @Test
    void aSourceWhoseClockIsBehindMakesNoneAfterAWhile() {
        long behind = 2 * SECOND;
        long now = 0;
        for (; now < 41 * SECOND; now += 100 * MS) {
            lateness.micros(now - behind - 20 * MS, now);
        }
        assertThat(lateness.micros(now - behind - 20 * MS, now)).isZero();
    }

    @Test
    void aClockThatIsSetBackDoesNoHarm() {
        lateness.micros(100 * SECOND, 100 * SECOND);
        assertThat(lateness.micros(90 * SECOND, 90 * SECOND)).isZero();
    }
}
