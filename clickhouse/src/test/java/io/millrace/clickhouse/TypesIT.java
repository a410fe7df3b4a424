package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.event.TableId;
import io.millrace.testkit.ClickHouseExtension;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each type with its extremes, through a real server and back as text. */
final class TypesIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final AtomicInteger TABLES = new AtomicInteger();

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, "it_types", "it_types");
        warehouse.prepare();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    static Stream<Arguments> types() {
        return Stream.of(
                arguments("Bool", values(true, false), texts("true", "false")),
                arguments("Int16", values(-32768L, 32767L), texts("-32768", "32767")),
                arguments("Int32", values(-2147483648L, 2147483647L), texts("-2147483648", "2147483647")),
                arguments(
                        "Int64",
                        values(Long.MIN_VALUE, Long.MAX_VALUE),
                        texts("-9223372036854775808", "9223372036854775807")),
                arguments("UInt32", values(0L, 4294967295L), texts("0", "4294967295")),
                arguments("UInt64", values(0L, -1L), texts("0", "18446744073709551615")),
                arguments("Float32", values(1.5, -0.25), texts("1.5", "-0.25")),
                arguments(
                        "Float64",
                        values(Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY),
                        texts("5E-324", "1.7976931348623157E+308", "nan", "-inf")),
                arguments(
                        "String",
                        values("", "Ünï'\\\n\0", "x".repeat(70_000)),
                        texts("", "Ünï'\\\n\0", "x".repeat(70_000))),
                arguments(
                        "UUID",
                        values(new UUID(0, 0), UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
                        texts("00000000-0000-0000-0000-000000000000", "00112233-4455-6677-8899-aabbccddeeff")),
                arguments("Date32", values(-25567L, 0L, 120529L), texts("1900-01-01", "1970-01-01", "2299-12-31")),
                arguments(
                        "DateTime64(6, 'UTC')",
                        values(-2208988800000000L, 1L, 10413791999999999L),
                        texts(
                                "1900-01-01T00:00:00.000000Z",
                                "1970-01-01T00:00:00.000001Z",
                                "2299-12-31T23:59:59.999999Z")),
                arguments("DateTime64(3, 'UTC')", values(1_700_000_000_123L), texts("2023-11-14T22:13:20.123Z")),
                arguments(
                        "JSON", values("{\"a\":{\"b\":[1,null]}}", "{}"), texts("{\"a\":{\"b\":[\"1\",null]}}", "{}")),
                arguments(
                        "Decimal(9, 2)",
                        values(dec("-9999999.99"), dec("9999999.99")),
                        texts("-9999999.99", "9999999.99")),
                arguments(
                        "Decimal(18, 4)",
                        values(dec("-99999999999999.9999"), dec("0.0001")),
                        texts("-99999999999999.9999", "0.0001")),
                arguments(
                        "Decimal(38, 10)",
                        values(dec("-9999999999999999999999999999.9999999999"), dec("1.5")),
                        texts("-9999999999999999999999999999.9999999999", "1.5")),
                arguments(
                        "Decimal(76, 38)",
                        values(
                                dec("9".repeat(38) + "." + "9".repeat(38)),
                                dec("-" + "9".repeat(38) + "." + "9".repeat(38))),
                        texts("9".repeat(38) + "." + "9".repeat(38), "-" + "9".repeat(38) + "." + "9".repeat(38))),
                arguments("Nullable(Int32)", values(null, 7L), texts(null, "7")),
                arguments("Nullable(Decimal(12, 2))", values(null, dec("1.20")), texts(null, "1.2")),
                arguments("LowCardinality(String)", values("a", ""), texts("a", "")),
                arguments("LowCardinality(Nullable(String))", values(null, "a"), texts(null, "a")),
                arguments("Array(Int32)", values(List.of(), List.of(1L, -1L)), texts("[]", "[1,-1]")),
                arguments(
                        "Array(Nullable(String))",
                        values(Arrays.asList("a", null), List.of("'")),
                        texts("[\"a\",null]", "[\"'\"]")),
                arguments("Array(Array(Int16))", values(List.of(List.of(1L), List.of())), texts("[[1],[]]")),
                arguments(
                        "Map(LowCardinality(String), String)",
                        values(Map.of("k", "v"), Map.of()),
                        texts("{\"k\":\"v\"}", "{}")));
    }

    @ParameterizedTest
    @MethodSource("types")
    void valuesComeBackAsTheyWentIn(String type, List<@Nullable Object> values, List<@Nullable String> expected) {
        TestTable table =
                TestTable.of(new TableId("public", "t" + TABLES.incrementAndGet()), "id Int64", "value " + type);
        warehouse.evolve(table.creation());

        for (int i = 0; i < values.size(); i++) {
            warehouse.insert(table.batch(table.put(1, (long) i, values.get(i))));
        }

        assertThat(client.query("SELECT `value` FROM "
                        + warehouse.names(table.table().source()).view() + " ORDER BY `id`"))
                .extracting(row -> row.isNull("value") ? null : row.text("value"))
                .containsExactlyElementsOf(expected);
        // A delete writes the type's default into each column but the key.
        warehouse.insert(table.batch(table.delete(2, 0L, null)));
        assertThat(client.query("SELECT `id` FROM "
                        + warehouse.names(table.table().source()).view()))
                .hasSize(values.size() - 1);
    }

    private static List<@Nullable Object> values(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static List<@Nullable String> texts(@Nullable String... texts) {
        return Arrays.asList(texts);
    }

    private static BigDecimal dec(String text) {
        return new BigDecimal(text);
    }
}
