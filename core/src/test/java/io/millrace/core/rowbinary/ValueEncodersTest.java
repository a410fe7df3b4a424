package io.millrace.core.rowbinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.core.buffer.RowBinaryBuffer;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseTypeParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes as ClickHouse's documentation of RowBinary gives them; the round trip through a server is an IT. */
final class ValueEncodersTest {
    static Stream<Arguments> values() {
        return Stream.of(
                arguments("Bool", true, "01"),
                arguments("Bool", false, "00"),
                arguments("Int16", -2L, "feff"),
                arguments("Int16", 32767L, "ff7f"),
                arguments("Int32", -2147483648L, "00000080"),
                arguments("Int64", Long.MIN_VALUE, "0000000000000080"),
                arguments("UInt32", 4294967295L, "ffffffff"),
                arguments("UInt64", -1L, "ffffffffffffffff"),
                arguments("Float32", 1.5, "0000c03f"),
                arguments("Float64", -0.0, "0000000000000080"),
                arguments("String", "", "00"),
                arguments("String", "€", "03e282ac"),
                arguments("String", new byte[] {0, (byte) 0xff}, "0200ff"),
                arguments("String", 42L, "023432"),
                arguments(
                        "UUID",
                        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                        "7766554433221100ffeeddccbbaa9988"),
                arguments("Date32", -25567L, "219cffff"),
                arguments("JSON", "{\"a\":1}", "077b2261223a317d"),
                arguments("Decimal(9, 2)", new BigDecimal("-0.01"), "ffffffff"),
                arguments("Decimal(18, 2)", new BigDecimal("1.00"), "6400000000000000"),
                arguments("Decimal(18, 2)", new BigDecimal("1"), "6400000000000000"),
                arguments("Decimal(38, 0)", new BigDecimal("-2"), "fe" + "ff".repeat(15)),
                arguments("Decimal(76, 1)", new BigDecimal("25.6"), "0001" + "00".repeat(30)),
                arguments("DateTime64(6, 'UTC')", 1L, "0100000000000000"),
                arguments("Nullable(Int16)", 1L, "000100"),
                arguments("Nullable(Int16)", null, "01"),
                arguments("LowCardinality(Nullable(String))", null, "01"),
                arguments("LowCardinality(String)", "a", "0161"),
                arguments("Array(Nullable(Int16))", Arrays.asList(1L, null), "0200010001"),
                arguments("Array(Array(String))", List.of(List.of(), List.of("a")), "0200010161"),
                arguments("Map(LowCardinality(String), String)", Map.of("k", "v"), "01016b0176"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesTheBytesOfRowBinary(String type, @Nullable Object value, String hex) {
        assertThat(HexFormat.of().formatHex(encoded(WarehouseTypeParser.parse(type), value)))
                .isEqualTo(hex);
    }

    static Stream<Arguments> rescued() {
        return Stream.of(
                arguments("Int16", 32768L),
                arguments("Int32", -2147483649L),
                arguments("UInt32", -1L),
                arguments("Date32", 120530L),
                arguments("Int32", "1"),
                arguments("UUID", "00112233-4455-6677-8899-aabbccddeeff"),
                arguments("Decimal(9, 2)", new BigDecimal("10000000.00")),
                arguments("Decimal(9, 2)", new BigDecimal("0.001")),
                arguments("Array(Int16)", Arrays.asList(1L, null)),
                arguments("Int32", null));
    }

    @ParameterizedTest
    @MethodSource("rescued")
    void rejectsWhatWouldBeStoredAsSomethingElse(String type, @Nullable Object value) {
        assertThatExceptionOfType(ValueRejectedException.class)
                .isThrownBy(() -> encoded(WarehouseTypeParser.parse(type), value))
                .withMessageNotContaining("3276")
                .withMessageNotContaining("0112233");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16383, 16384, 2097151, 2097152})
    void lengthsAreLeb128(int length) {
        RowBinaryBuffer out = new RowBinaryBuffer(1);
        byte[] text = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
        out.string(text);

        byte[] bytes = out.toByteArray();
        int decoded = 0;
        int at = 0;
        int shift = 0;
        do {
            decoded |= (bytes[at] & 0x7F) << shift;
            shift += 7;
        } while ((bytes[at++] & 0x80) != 0);
        assertThat(decoded).isEqualTo(length);
        assertThat(bytes).hasSize(at + length);
    }

    private static byte[] encoded(WarehouseType type, @Nullable Object value) {
        RowBinaryBuffer out = new RowBinaryBuffer(1);
        ValueEncoders.encode(ValueEncoders.of(type), ValueEncoders.nullable(type), value, out);
        return out.toByteArray();
    }
}
