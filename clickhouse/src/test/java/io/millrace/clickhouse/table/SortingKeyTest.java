package io.millrace.clickhouse.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SortingKeyTest {
    @Test
    void plainNamesAreSplitAtCommas() {
        assertThat(SortingKey.parse("id")).containsExactly("id");
        assertThat(SortingKey.parse("order_id, line")).containsExactly("order_id", "line");
        assertThat(SortingKey.parse("(id)")).containsExactly("id");
        assertThat(SortingKey.parse("")).isEmpty();
    }

    @Test
    void quotedNamesHoldAnything() {
        assertThat(SortingKey.parse("`we\\`ird, (`, id, `a b`, `back\\\\slash`, `t\\tab`"))
                .containsExactly("we`ird, (", "id", "a b", "back\\slash", "t\tab");
    }
}
