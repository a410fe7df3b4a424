package io.millrace.core.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ColumnTypesTest {
    private static final TableId TABLE = new TableId("public", "t");
    private static final Column DOCUMENT =
            new Column("c", new SourceType("jsonb", -1, -1, "string", "io.debezium.data.Json"), true);
    private static final Column LIST = new Column(
            "l",
            new SourceType(
                    "_text",
                    -1,
                    -1,
                    "string",
                    PostgresText.NAME,
                    new SourceType("text", -1, -1, "string", PostgresText.NAME)),
            true);

    private static TypeMapping with(String column, String type) {
        return TypeMapping.with(ColumnTypes.of(Map.of("public.t." + column, type), false));
    }

    @Test
    void a_chosen_type_takes_the_place_of_the_table_of_types() {
        assertThat(with("c", "JSON").stored(TABLE, DOCUMENT, false).sql()).isEqualTo("Nullable(JSON)");
        assertThat(with("other", "JSON").stored(TABLE, DOCUMENT, false).sql()).isEqualTo("Nullable(String)");
        assertThat(with("l", "String").stored(TABLE, LIST, false).sql()).isEqualTo("Nullable(String)");
    }

    @Test
    void all_documents_become_JSON_by_one_setting_but_for_those_that_are_named() {
        TypeMapping types = TypeMapping.with(ColumnTypes.of(Map.of("public.t.named", "String"), true));
        Column named = new Column("named", DOCUMENT.type(), false);
        Column text = new Column("text", new SourceType("text", -1, -1, "string", ""), false);

        assertThat(types.stored(TABLE, DOCUMENT, false).sql()).isEqualTo("Nullable(JSON)");
        assertThat(types.stored(TABLE, named, false).sql()).isEqualTo("String");
        assertThat(types.stored(TABLE, DOCUMENT, true).sql()).isEqualTo("String");
        assertThat(types.stored(TABLE, text, false).sql()).isEqualTo("String");
        assertThat(types.stored(TABLE, LIST, false).sql()).isEqualTo("Array(Nullable(String))");
    }

    @Test
    void columns_of_the_key_keep_their_type() {
        Column id = new Column("c", new SourceType("int4", -1, -1, "int32", ""), false);
        assertThat(with("c", "String").stored(TABLE, id, true).sql()).isEqualTo("Int32");
    }

    @Test
    void a_type_that_values_can_never_become_is_objected_to() {
        assertThat(with("c", "Int32").objection(TABLE, DOCUMENT, false))
                .hasValueSatisfying(why -> assertThat(why).contains("public.t.c", "Int32", "jsonb", "String"));
        assertThat(with("c", "String").objection(TABLE, DOCUMENT, false)).isEmpty();
        assertThat(with("l", "Int32").objection(TABLE, LIST, false)).isPresent();
    }

    @Test
    void a_type_that_Millrace_does_not_write_is_an_error_that_names_those_it_does() {
        assertThatThrownBy(() -> ColumnTypes.of(Map.of("public.t.c", "Strin"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`Strin`")
                .hasMessageContaining("LowCardinality(String)");
    }

    @Test
    void a_wider_type_takes_what_the_mapped_type_could_not_hold() {
        Misfit misfit = new Misfit();
        WarehouseType number = new WarehouseType.Decimal(4, 1);
        assertThat(between(number, WarehouseType.Simple.STRING).convert(null, "1e9", misfit))
                .isEqualTo("1e9");
        assertThat(between(number, new WarehouseType.Decimal(12, 1)).convert(null, "123456.5", misfit))
                .isEqualTo(new BigDecimal("123456.5"));
        assertThat(misfit.take()).isNull();
        assertThat(between(number, WarehouseType.Simple.FLOAT64).convert(null, "1e50", misfit))
                .isEqualTo(1e50);
        assertThat(misfit.take()).isEqualTo("1e50");
    }

    @Test
    void what_a_chosen_type_does_not_hold_is_NULL() {
        Misfit misfit = new Misfit();
        assertThat(between(WarehouseType.Simple.INT64, WarehouseType.Simple.INT32)
                        .convert(3_000_000_000L, misfit))
                .isNull();
        assertThat(misfit.take()).isEqualTo("3000000000");
        assertThat(between(WarehouseType.Simple.FLOAT64, WarehouseType.Simple.FLOAT32)
                        .convert(1e300, misfit))
                .isNull();
        assertThat(misfit.take()).isEqualTo("1e+300");
        assertThat(between(WarehouseType.Simple.FLOAT64, WarehouseType.Simple.FLOAT32)
                        .convert(Double.NEGATIVE_INFINITY, misfit))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(between(WarehouseType.Simple.STRING, WarehouseType.Simple.JSON)
                        .convert("[1]", misfit))
                .isNull();
        assertThat(misfit.take()).isEqualTo("[1]");
    }

    private static Conversion between(WarehouseType from, WarehouseType to) {
        return Objects.requireNonNull(Conversion.between(from, to));
    }

    @Test
    void lists_maps_and_fractions_become_the_text_of_Postgres() {
        WarehouseType text = TypeMapping.nullable(WarehouseType.Simple.STRING);
        assertThat(ValueText.of(Arrays.asList("a b", null, "NULL", "", "\"\\"), new WarehouseType.Array(text)))
                .isEqualTo("{\"a b\",NULL,\"NULL\",\"\",\"\\\"\\\\\"}");
        assertThat(ValueText.of(
                        List.of(List.of(true), List.of(false)),
                        new WarehouseType.Array(new WarehouseType.Array(WarehouseType.Simple.BOOL))))
                .isEqualTo("{{t},{f}}");
        assertThat(ValueText.of(Map.of("k", "v"), new WarehouseType.MapOf(WarehouseType.Simple.STRING, text)))
                .isEqualTo("\"k\"=>\"v\"");
        assertThat(List.of(0.1, 1e15, 123456789012.0, 1e-5, -0.0, 0.0001))
                .map(FloatText::doublePrecision)
                .containsExactly("0.1", "1e+15", "123456789012", "1e-05", "-0", "0.0001");
        assertThat(List.of(1e10f, 16777216f, 0.1f))
                .map(FloatText::real)
                .containsExactly("1e+10", "1.6777216e+07", "0.1");
    }
}
