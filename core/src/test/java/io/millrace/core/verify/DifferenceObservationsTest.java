package io.millrace.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.verify.DifferenceObservations.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DifferenceObservationsTest {
    private static final List<String> KEY = List.of("7");

    private final DifferenceObservations observations = new DifferenceObservations();

    @Test
    void equalRowsAreEqualAtTheFirstLook() {
        assertThat(observations.see(KEY, row("a", "x1"), row("a", "v1"))).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void aRowThatNeitherSideHasIsEqual() {
        assertThat(observations.see(KEY, null, null)).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void aDifferenceIsTrueWhenNothingHasMovedBetweenTwoLooks() {
        assertThat(observations.see(KEY, row("a", "x1"), row("b", "v1"))).isEqualTo(Verdict.OPEN);
        assertThat(observations.see(KEY, row("a", "x1"), row("b", "v1"))).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void aRowThatWasWrittenAgainWithItsOldValueMustBeLookedAtAgain() {
        observations.see(KEY, row("a", "x1"), row("b", "v1"));
        assertThat(observations.see(KEY, row("a", "x2"), row("b", "v1"))).isEqualTo(Verdict.OPEN);
        assertThat(observations.see(KEY, row("a", "x2"), row("b", "v2"))).isEqualTo(Verdict.OPEN);
        assertThat(observations.see(KEY, row("a", "x2"), row("b", "v2"))).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void aRowInMotionIsEqualWhenTheSourceIsSeenToHaveHadWhatTheWarehouseShowedBefore() {
        observations.see(KEY, row("a", "x1"), row("b", "v2"));
        assertThat(observations.see(KEY, row("b", "x2"), row("c", "v3"))).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void aStaleRowIsNotEqualBecauseTheSourceOnceHadItsValue() {
        observations.see(KEY, row("a", "x1"), row("z", "v0"));
        assertThat(observations.see(KEY, row("b", "x2"), row("a", "v1"))).isEqualTo(Verdict.OPEN);
        assertThat(observations.see(KEY, row("b", "x2"), row("a", "v1"))).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void aRowOfOneSideAloneIsTrueAtTheSecondLook() {
        observations.see(KEY, null, row("a", "v1"));
        assertThat(observations.see(KEY, null, row("a", "v1"))).isEqualTo(Verdict.DIFFERENT);
    }

    private static ComparedRow row(String value, String mark) {
        return new ComparedRow(KEY, List.of(value), Map.of("v", value), mark);
    }
}
