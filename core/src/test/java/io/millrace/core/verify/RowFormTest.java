package io.millrace.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.verify.ComparedTable.Order;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RowFormTest {
    private static final TableId TABLE = new TableId("public", "t");

    @Test
    void whatBothSidesWriteDifferentlyIsEqual() throws NotComparable {
        assertThat(equal("numeric", new Decimal(10, 2), "1.50", new BigDecimal("1.5")))
                .isTrue();
        assertThat(equal("timestamptz", new DateTime64(6, "UTC"), "1970-01-01 00:00:00.25+00", 250_000L))
                .isTrue();
        assertThat(equal("bytea", Simple.STRING, "\\x00ff", new byte[] {0, (byte) 0xff}))
                .isTrue();
        assertThat(equal("text", Simple.STRING, "ünï🦊", "ünï🦊".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(equal("float4", Simple.FLOAT32, "0.1", (double) 0.1f)).isTrue();
        assertThat(equal(
                        "jsonb",
                        Simple.JSON,
                        "{\"b\": 1.50, \"a\": [1]}",
                        "{\"a\":[1],\"b\":1.5}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @Test
    void valuesThatDifferAreNot() throws NotComparable {
        assertThat(equal("numeric", new Decimal(10, 2), "1.50", new BigDecimal("1.51")))
                .isFalse();
        assertThat(equal("text", Simple.STRING, "a", "a ".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(equal("text", Simple.STRING, "", null)).isFalse();
        assertThat(equal("jsonb", Simple.JSON, "{\"a\": \"1\"}", "{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void aRescuedValueIsComparedByItsExactTextAndByWhatItsColumnShows() throws NotComparable {
        WarehouseType date = new Nullable(Simple.DATE32);
        RowForm form = new RowForm(table("date", date, Set.of()));
        List<ComparedColumn> columns = table("date", date, Set.of()).columns();
        ComparedRow source = form.ofSource(List.of("1", "infinity"), columns, "");
        assertThat(form.ofWarehouse(Arrays.asList(1L, null), Map.of("v", "infinity"), columns, "")
                        .sameValues(source))
                .isTrue();
        assertThat(form.ofWarehouse(List.of(1L, 0L), Map.of("v", "infinity"), columns, "")
                        .sameValues(source))
                .isFalse();
        assertThat(form.ofWarehouse(Arrays.asList(1L, null), Map.of(), columns, "")
                        .sameValues(source))
                .isFalse();
    }

    @Test
    void aMomentThatDoesNotFitMayBeWrittenWithAnyOffset() throws NotComparable {
        ComparedTable table = table("timestamptz", new DateTime64(6, "UTC"), Set.of());
        RowForm form = new RowForm(table);
        ComparedRow one = form.ofSource(List.of("1", "3000-01-01 00:00:00+00"), table.columns(), "");
        ComparedRow other = form.ofSource(List.of("1", "3000-01-01 05:30:00+05:30"), table.columns(), "");
        assertThat(one.sameValues(other)).isTrue();
    }

    @Test
    void onlyKeysThatBothSidesOrderAlikeAreReadInRanges() throws NotComparable {
        assertThat(ofKey("int8", Simple.INT64, Set.of()).order()).isEqualTo(Order.RANGES);
        assertThat(ofKey("uuid", Simple.UUID, Set.of()).order()).isEqualTo(Order.RANGES);
        assertThat(ofKey("text", Simple.STRING, Set.of("v")).order()).isEqualTo(Order.RANGES);
        assertThat(ofKey("text", Simple.STRING, Set.of()).order()).isEqualTo(Order.KEYS);
        assertThat(ofKey("interval", Simple.STRING, Set.of()).order()).isEqualTo(Order.WHOLE);
    }

    private static boolean equal(
            String type, WarehouseType stored, String text, @org.jspecify.annotations.Nullable Object value)
            throws NotComparable {
        ComparedTable table = table(type, new Nullable(stored), Set.of());
        RowForm form = new RowForm(table);
        return form.ofSource(List.of("1", text), table.columns(), "")
                .sameValues(form.ofWarehouse(Arrays.asList(1L, value), Map.of(), table.columns(), ""));
    }

    private static ComparedTable table(String type, WarehouseType stored, Set<String> bytewise) throws NotComparable {
        return compared(type, stored, bytewise, "id");
    }

    private static ComparedTable ofKey(String type, WarehouseType stored, Set<String> bytewise) throws NotComparable {
        return compared(type, stored, bytewise, "v");
    }

    private static ComparedTable compared(String type, WarehouseType stored, Set<String> bytewise, String key)
            throws NotComparable {
        TableSchema schema = new TableSchema(
                TABLE,
                List.of(new Column("id", source("int8"), false), new Column("v", source(type), true)),
                List.of());
        WarehouseTable table = new WarehouseTable(
                TABLE,
                List.of(new WarehouseColumn("id", Simple.INT64), new WarehouseColumn("v", stored)),
                List.of(key));
        return ComparedTable.of(schema, bytewise, Set.of(), table);
    }

    private static SourceType source(String name) {
        return name.equals("jsonb")
                ? new SourceType(name, -1, -1, "string", "io.debezium.data.Json")
                : new SourceType(
                        name,
                        name.equals("numeric") ? 10 : -1,
                        name.equals("numeric") ? 2 : -1,
                        "string",
                        PostgresText.NAME);
    }
}
