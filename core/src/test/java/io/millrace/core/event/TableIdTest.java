package io.millrace.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TableIdTest {
    private static final List<String> NAMES =
            List.of("a", "A", "a.b", "b.c", ".", "a\"", "\"a\"", "a.\"b\"", "", "\"\".x", "é\n.");

    @Test
    void eachTableHasATextOfItsOwnThatMeansIt() {
        Set<String> texts = new HashSet<>();
        for (String schema : NAMES) {
            for (String table : NAMES) {
                TableId id = new TableId(schema, table);
                assertThat(texts.add(id.toString())).as(id.toString()).isTrue();
                assertThat(TableId.parse(id.toString())).isEqualTo(id);
            }
        }
    }

    @Test
    void ordinaryNamesStandAsTheyAre() {
        assertThat(new TableId("public", "orders")).hasToString("public.orders");
        assertThat(new TableId("public", "a.b")).hasToString("public.a.b");
        assertThat(new TableId("a.b", "c")).hasToString("\"a.b\".c");
        assertThat(TableId.parse("orders")).isEqualTo(new TableId("public", "orders"));
    }
}
