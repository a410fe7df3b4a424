package io.millrace.launcher.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedTableTest {
    private static final List<TableId> CAPTURED = List.of(
            new TableId("public", "orders"),
            new TableId("a.b", "c.d"),
            new TableId("public", "x.y"),
            new TableId("x", "z"));

    @Test
    void a_name_alone_is_of_public() {
        assertThat(NamedTable.of("orders", CAPTURED)).isEqualTo(new TableId("public", "orders"));
        assertThat(NamedTable.of("public.orders", CAPTURED)).isEqualTo(new TableId("public", "orders"));
        assertThat(NamedTable.of("unknown", CAPTURED)).isEqualTo(new TableId("public", "unknown"));
    }

    @Test
    void names_can_have_points() {
        assertThat(NamedTable.of("a.b.c.d", CAPTURED)).isEqualTo(new TableId("a.b", "c.d"));
        assertThat(NamedTable.of("x.y", CAPTURED)).isEqualTo(new TableId("public", "x.y"));
        assertThat(NamedTable.of("x.z", CAPTURED)).isEqualTo(new TableId("x", "z"));
        assertThat(NamedTable.of("u.v.w", CAPTURED)).isEqualTo(new TableId("u", "v.w"));
    }
}
