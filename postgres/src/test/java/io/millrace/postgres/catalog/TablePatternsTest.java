package io.millrace.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablePatternsTest {
    private static final TableId ORDERS = new TableId("public", "orders");

    @Test
    void withoutPatternsEveryTableMatches() {
        assertThat(new TablePatterns(List.of(), List.of()).matches(ORDERS)).isTrue();
    }

    @Test
    void aStarStandsForAnyCharactersAndADotForItself() {
        assertThat(new TablePatterns(List.of("public.*"), List.of()).matches(ORDERS))
                .isTrue();
        assertThat(new TablePatterns(List.of("*.ord*s"), List.of()).matches(ORDERS))
                .isTrue();
        assertThat(new TablePatterns(List.of("publicXorders"), List.of()).matches(ORDERS))
                .isFalse();
        assertThat(new TablePatterns(List.of("public.order"), List.of()).matches(ORDERS))
                .isFalse();
    }

    @Test
    void excludedIsExcluded() {
        TablePatterns patterns = new TablePatterns(List.of("public.*"), List.of("public.orders"));

        assertThat(patterns.matches(ORDERS)).isFalse();
        assertThat(patterns.matches(new TableId("public", "items"))).isTrue();
    }
}
