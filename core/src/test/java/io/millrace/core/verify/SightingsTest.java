package io.millrace.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.verify.Sightings.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SightingsTest {
    private static final List<String> KEY = List.of("7");

    private final Sightings sightings = new Sightings();

    @Test
    void equal_rows_are_equal_at_the_first_look() {
        assertThat(sightings.see(KEY, row("a", "x1"), row("a", "v1"))).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void a_row_that_neither_side_has_is_equal() {
        assertThat(sightings.see(KEY, null, null)).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void a_difference_is_true_when_nothing_has_moved_between_two_looks() {
        assertThat(sightings.see(KEY, row("a", "x1"), row("b", "v1"))).isEqualTo(Verdict.OPEN);
        assertThat(sightings.see(KEY, row("a", "x1"), row("b", "v1"))).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void a_row_that_was_written_again_with_its_old_value_must_be_looked_at_again() {
        sightings.see(KEY, row("a", "x1"), row("b", "v1"));
        assertThat(sightings.see(KEY, row("a", "x2"), row("b", "v1"))).isEqualTo(Verdict.OPEN);
        assertThat(sightings.see(KEY, row("a", "x2"), row("b", "v2"))).isEqualTo(Verdict.OPEN);
        assertThat(sightings.see(KEY, row("a", "x2"), row("b", "v2"))).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void a_row_in_motion_is_equal_when_the_source_is_seen_to_have_had_what_the_warehouse_showed_before() {
        sightings.see(KEY, row("a", "x1"), row("b", "v2"));
        assertThat(sightings.see(KEY, row("b", "x2"), row("c", "v3"))).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void a_stale_row_is_not_equal_because_the_source_once_had_its_value() {
        sightings.see(KEY, row("a", "x1"), row("z", "v0"));
        assertThat(sightings.see(KEY, row("b", "x2"), row("a", "v1"))).isEqualTo(Verdict.OPEN);
        assertThat(sightings.see(KEY, row("b", "x2"), row("a", "v1"))).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void a_row_of_one_side_alone_is_true_at_the_second_look() {
        sightings.see(KEY, null, row("a", "v1"));
        assertThat(sightings.see(KEY, null, row("a", "v1"))).isEqualTo(Verdict.DIFFERENT);
    }

    private static ComparedRow row(String value, String mark) {
        return new ComparedRow(KEY, List.of(value), Map.of("v", value), mark);
    }
}
