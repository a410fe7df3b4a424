package io.millrace.core.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.Column;
import io.millrace.core.event.SourceType;
import io.millrace.core.type.read.BadValueException;
import io.millrace.core.type.read.NumberReaders;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.read.TextReaders;
import io.millrace.core.type.read.TimeReaders;
import io.millrace.core.type.read.ValueReader;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each type becomes, and what its smallest, largest and unfit values do. */
final class TypeMappingTest {
    private final Rescue rescue = new Rescue();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "bool      | boolean | ''                                | Bool",
                "int2      | int16   | ''                                | Int16",
                "int4      | int32   | ''                                | Int32",
                "int8      | int64   | ''                                | Int64",
                "oid       | int64   | ''                                | UInt32",
                "float4    | float   | ''                                | Float32",
                "float8    | double  | ''                                | Float64",
                "money     | string  | ''                                | Decimal(19, 2)",
                "text      | string  | ''                                | String",
                "citext    | string  | ''                                | String",
                "bytea     | bytes   | ''                                | String",
                "bytea     | string  | ''                                | String",
                "uuid      | string  | io.debezium.data.Uuid             | UUID",
                "date      | int32   | io.debezium.time.Date             | Date32",
                "timestamp | int64   | io.debezium.time.MicroTimestamp   | DateTime64(6, 'UTC')",
                "timestamp | int64   | io.debezium.time.Timestamp        | DateTime64(6, 'UTC')",
                "timestamptz | string | io.debezium.time.ZonedTimestamp  | DateTime64(6, 'UTC')",
                "time      | int64   | io.debezium.time.MicroTime        | String",
                "interval  | string  | io.debezium.time.Interval         | String",
                "jsonb     | string  | io.debezium.data.Json             | String",
                "mood      | string  | io.debezium.data.Enum             | LowCardinality(String)",
                "bit       | bytes   | io.debezium.data.Bits             | String",
                "point     | struct  | io.debezium.data.geometry.Point   | String",
                "made_up   | string  | made.up                           | String",
                "made_up   | bytes   | made.up                           | String",
            })
    void aColumnThatIsNotNullBecomes(String pgType, String wireType, String wireName, String warehouse) {
        assertThat(sql(pgType, -1, -1, wireType, wireName, false)).isEqualTo(warehouse);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10     | 2    | Decimal(10, 2)",
                "1      | 0    | Decimal(1, 0)",
                "76     | 38   | Decimal(76, 38)",
                "76     | 76   | Decimal(76, 76)",
                "77     | 2    | Decimal(76, 38)",
                "1000   | 500  | Decimal(76, 38)",
                "131089 | 0    | Decimal(76, 38)",
                "0      | 0    | Decimal(76, 38)",
                "-1     | -1   | Decimal(76, 38)",
                "2      | 5    | Decimal(5, 5)",
                "5      | 2046 | Decimal(7, 0)",
            })
    void numericBecomes(int precision, int scale, String warehouse) {
        assertThat(sql("numeric", precision, scale, "string", "", false)).isEqualTo(warehouse);
    }

    @Test
    void onlyNullableColumnsOutsideTheKeyAreNullable() {
        assertThat(sql("int4", -1, -1, "int32", "", true)).isEqualTo("Nullable(Int32)");
        assertThat(sql("mood", -1, -1, "string", "io.debezium.data.Enum", true))
                .isEqualTo("LowCardinality(Nullable(String))");
        Column nullable = new Column("c", new SourceType("int4", -1, -1, "int32", ""), true);
        assertThat(TypeMapping.defaults().map(nullable, true).type().sql()).isEqualTo("Int32");
    }

    @Test
    void anArrayHasNullableElementsAndIsNotNullableItself() {
        SourceType element = new SourceType("int4", -1, -1, "int32", "");
        Column column = new Column("c", new SourceType("_int4", -1, -1, "array", "", element), true);
        ColumnMapping mapping = TypeMapping.defaults().map(column, false);
        assertThat(mapping.type().sql()).isEqualTo("Array(Nullable(Int32))");
        assertThat(mapping.holdsNull()).isFalse();
    }

    @Test
    void anArrayOfStructuresIsJsonText() {
        SourceType element = new SourceType("point", -1, -1, "struct", "");
        Column column = new Column("c", new SourceType("_point", -1, -1, "array", "", element), true);
        assertThat(TypeMapping.defaults().map(column, false).type().sql()).isEqualTo("Nullable(String)");
    }

    @Test
    void aWireTypeThatConnectDoesNotHaveIsUnknown() {
        assertThatThrownBy(() -> sql("x", -1, -1, "complex", "", false)).isInstanceOf(UnknownTypeException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // precision, scale, arrives, lands, rescued value
                "10 | 2  | 0.01                 | 0.01                  | -",
                "10 | 2  | -99999999.99         | -99999999.99          | -",
                "10 | 2  | 5                    | 5.00                  | -",
                "10 | 2  | 100000000.00         | -                     | 100000000.00",
                "10 | 2  | -1e30                | -                     | -1e30",
                "10 | 2  | 0.005                | 0.01                  | 0.005",
                "10 | 2  | 0.0000001            | 0.00                  | 0.0000001",
                "10 | 2  | 99999999.999         | -                     | 99999999.999",
                "10 | 2  | 1e999999999          | -                     | 1e999999999",
                "10 | 2  | 1e-999999999         | 0.00                  | 1e-999999999",
                "10 | 2  | NaN                  | -                     | NaN",
                "10 | 2  | NAN                  | -                     | NaN",
                "10 | 2  | POSITIVE_INFINITY    | -                     | Infinity",
                "10 | 2  | -Infinity            | -                     | -Infinity",
                "7  | 0  | 12300.0000           | 12300                 | -",
                "19 | 2  | 92233720368547758.07 | 92233720368547758.07  | -",
                "19 | 2  | 999999999999999999   | -                     | 999999999999999999",
            })
    void decimalsLandExactlyOrRoundedOrAsNullWithTheirTextRescued(
            int precision, int scale, String text, @Nullable String lands, @Nullable String rescued) {
        Object value = read(NumberReaders.decimal(precision, scale), text);
        assertThat(value).isEqualTo(lands == null ? null : new BigDecimal(lands));
        assertThat(rescue.take()).isEqualTo(rescued);
    }

    @Test
    void theLongestNumericIsReadWithoutLoss() {
        String longest = "9".repeat(131_072) + "." + "9".repeat(16_383);
        assertThat(read(NumberReaders.decimal(76, 38), longest)).isNull();
        assertThat(rescue.take()).isEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource({"''", "abc", "1.2.3", "--1", "'1,5'", "0x10", "."})
    void whatIsNoNumberIsABadValue(String text) {
        assertThatThrownBy(() -> read(NumberReaders.decimal(10, 2), text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, 0, -",
                "-25567, -25567, -",
                "120529, 120529, -",
                "-25568, -, 1899-12-31",
                "120530, -, 2300-01-01",
                "-735160, -, 0044-03-15 BC",
                "2145042905, -, 5874897-12-31",
                "2146033979, -, infinity",
                "-622191234, -, infinity",
                "-2147472691, -, -infinity",
            })
    void datesLandWithin1900And2299(long days, @Nullable Long lands, @Nullable String rescued) {
        assertThat(TimeReaders.DATE.ofLong(days, rescue)).isEqualTo(lands);
        assertThat(rescue.take()).isEqualTo(rescued);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2026-01-02T03:04:05.123456Z, 1767323045123456, -",
                "2026-01-02T03:04:05Z, 1767323045000000, -",
                "2026-01-02T03:04:05.1Z, 1767323045100000, -",
                "2026-01-02T03:04:05+02:00, 1767315845000000, -",
                "1900-01-01T00:00:00Z, -2208988800000000, -",
                "2299-12-31T23:59:59.999999Z, 10413791999999999, -",
                "1899-12-31T23:59:59.999999Z, -, 1899-12-31T23:59:59.999999Z",
                "2300-01-01T00:00:00Z, -, 2300-01-01T00:00:00Z",
                "-0043-03-15T12:00:00.000000Z, -, -0043-03-15T12:00:00.000000Z",
                "+294276-12-31T23:59:59.999999Z, -, +294276-12-31T23:59:59.999999Z",
                "infinity, -, infinity",
                "-infinity, -, -infinity",
            })
    void timestampsWithZoneLandWithin1900And2299(String text, @Nullable Long lands, @Nullable String rescued) {
        assertThat(read(TimeReaders.ZONED_TIMESTAMP, text)).isEqualTo(lands);
        assertThat(rescue.take()).isEqualTo(rescued);
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "2026-02-30T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02 03:04:05Z", "2026-01-02", "''"
    })
    void whatIsNoTimestampIsABadValue(String text) {
        assertThatThrownBy(() -> read(TimeReaders.ZONED_TIMESTAMP, text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, 0, -",
                "-2208988800000001, -, 1899-12-31 23:59:59.999999",
                "9223372036854775807, -, infinity",
                "-9223372036854775808, -, -infinity",
            })
    void timestampsLandWithin1900And2299(long micros, @Nullable Long lands, @Nullable String rescued) {
        assertThat(TimeReaders.MICRO_TIMESTAMP.ofLong(micros, rescue)).isEqualTo(lands);
        assertThat(rescue.take()).isEqualTo(rescued);
    }

    @Test
    void infiniteMillisecondsDoNotOverflow() {
        assertThat(TimeReaders.MILLI_TIMESTAMP.ofLong(9223372036825200000L, rescue))
                .isNull();
        assertThat(rescue.take()).isEqualTo("infinity");
        assertThat(TimeReaders.MILLI_TIMESTAMP.ofLong(1, rescue)).isEqualTo(1000L);
        assertThat(TimeReaders.NANO_TIMESTAMP.ofLong(-1, rescue)).isEqualTo(-1L);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00:00:00",
        "1, 00:00:00.000001",
        "47100250000, 13:05:00.25",
        "86399999999, 23:59:59.999999",
        "86400000000, 24:00:00"
    })
    void timesOfDayLandAsPostgresWritesThem(long micros, String text) {
        assertThat(TimeReaders.MICRO_TIME.ofLong(micros, rescue)).isEqualTo(text);
    }

    @Test
    void bytesUuidsAndBitsAreRead() {
        assertThat(read(TextReaders.BASE64, "3q2+7wA="))
                .isEqualTo(new byte[] {(byte) 0xDE, (byte) 0xAD, (byte) 0xBE, (byte) 0xEF, 0});
        String uuid = "6f2b3c1e-93f1-4b0e-9b2c-0a1b2c3d4e5f";
        assertThat(read(TextReaders.UUID_TEXT, uuid)).isEqualTo(UUID.fromString(uuid));
        assertThat(read(TextReaders.bits(12), "ggA=")).isEqualTo("000010000010");
        assertThat(read(TextReaders.bits(-1), "BQ==")).isEqualTo("101");
    }

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity"})
    void floatsThatAreNoNumbersTravelAsText(String text, double expected) {
        assertThat(read(NumberReaders.FLOAT, text)).isEqualTo(expected);
    }

    private @Nullable Object read(ValueReader reader, String text) {
        char[] padded = ("<" + text + ">").toCharArray();
        return reader.ofText(padded, 1, text.length(), rescue);
    }

    private static String sql(
            String pgType, int length, int scale, String wireType, String wireName, boolean nullable) {
        Column column = new Column("c", new SourceType(pgType, length, scale, wireType, wireName), nullable);
        return TypeMapping.defaults().map(column, false).type().sql();
    }
}
