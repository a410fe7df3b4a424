package io.millrace.core.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.text.FloatText;
import io.millrace.core.type.text.ValueText;
import io.millrace.core.type.warehouse.WarehouseType;
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
    void aChosenTypeTakesThePlaceOfTheTableOfTypes() {
        assertThat(with("c", "JSON").stored(TABLE, DOCUMENT, false).sql()).isEqualTo("Nullable(JSON)");
        assertThat(with("other", "JSON").stored(TABLE, DOCUMENT, false).sql()).isEqualTo("Nullable(String)");
        assertThat(with("l", "String").stored(TABLE, LIST, false).sql()).isEqualTo("Nullable(String)");
    }

    @Test
    void allDocumentsBecomeJSONByOneSettingButForThoseThatAreNamed() {
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
    void columnsOfTheKeyKeepTheirType() {
        Column id = new Column("c", new SourceType("int4", -1, -1, "int32", ""), false);
        assertThat(with("c", "String").stored(TABLE, id, true).sql()).isEqualTo("Int32");
    }

    @Test
    void aTypeThatValuesCanNeverBecomeIsObjectedTo() {
        assertThat(with("c", "Int32").objection(TABLE, DOCUMENT, false))
                .hasValueSatisfying(why -> assertThat(why).contains("public.t.c", "Int32", "jsonb", "String"));
        assertThat(with("c", "String").objection(TABLE, DOCUMENT, false)).isEmpty();
        assertThat(with("l", "Int32").objection(TABLE, LIST, false)).isPresent();
    }

    @Test
    void aTypeThatMillraceDoesNotWriteIsAnErrorThatNamesThoseItDoes() {
        assertThatThrownBy(() -> ColumnTypes.of(Map.of("public.t.c", "Strin"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`Strin`")
                .hasMessageContaining("LowCardinality(String)");
    }

    @Test
    void aWiderTypeTakesWhatTheMappedTypeCouldNotHold() {
        Rescue rescue = new Rescue();
        WarehouseType number = new WarehouseType.Decimal(4, 1);
        assertThat(between(number, WarehouseType.Simple.STRING).convert(null, "1e9", rescue))
                .isEqualTo("1e9");
        assertThat(between(number, new WarehouseType.Decimal(12, 1)).convert(null, "123456.5", rescue))
                .isEqualTo(new BigDecimal("123456.5"));
        assertThat(rescue.take()).isNull();
        assertThat(between(number, WarehouseType.Simple.FLOAT64).convert(null, "1e50", rescue))
                .isEqualTo(1e50);
        assertThat(rescue.take()).isEqualTo("1e50");
    }

    @Test
    void whatAChosenTypeDoesNotHoldIsNULL() {
        Rescue rescue = new Rescue();
        assertThat(between(WarehouseType.Simple.INT64, WarehouseType.Simple.INT32)
                        .convert(3_000_000_000L, rescue))
                .isNull();
        assertThat(rescue.take()).isEqualTo("3000000000");
        assertThat(between(WarehouseType.Simple.FLOAT64, WarehouseType.Simple.FLOAT32)
                        .convert(1e300, rescue))
                .isNull();
        assertThat(rescue.take()).isEqualTo("1e+300");
        assertThat(between(WarehouseType.Simple.FLOAT64, WarehouseType.Simple.FLOAT32)
                        .convert(Double.NEGATIVE_INFINITY, rescue))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(between(WarehouseType.Simple.STRING, WarehouseType.Simple.JSON)
                        .convert("[1]", rescue))
                .isNull();
        assertThat(rescue.take()).isEqualTo("[1]");
    }

    private static Conversion between(WarehouseType from, WarehouseType to) {
        return Objects.requireNonNull(Conversion.between(from, to));
    }

    @Test
    void listsMapsAndFractionsBecomeTheTextOfPostgres() {
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
