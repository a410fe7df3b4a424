package io.millrace.core.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Array;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.LowCardinality;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.type.warehouse.Zero;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ConversionTest {
    private static final DateTime64 MICROS = new DateTime64(6, "UTC");

    /** From type, value, to type, what lands, rescued value. */
    static Stream<Arguments> conversions() {
        return Stream.of(
                Arguments.of(Simple.INT32, 5L, Simple.INT64, 5L, null),
                Arguments.of(Simple.INT64, 5L, Simple.INT32, 5L, null),
                Arguments.of(Simple.INT64, 5_000_000_000L, Simple.INT32, null, "5000000000"),
                Arguments.of(Simple.INT64, 5_000_000_000L, new Nullable(Simple.INT32), null, "5000000000"),
                Arguments.of(Simple.INT32, 5L, Simple.STRING, "5", null),
                Arguments.of(Simple.STRING, "5", Simple.INT32, 5L, null),
                Arguments.of(Simple.STRING, "five", Simple.INT32, null, "five"),
                Arguments.of(Simple.STRING, "1e999999999", Simple.INT32, null, "1e999999999"),
                Arguments.of(new Decimal(10, 2), new BigDecimal("1.50"), Simple.INT32, null, "1.50"),
                Arguments.of(new Decimal(10, 2), new BigDecimal("2.00"), Simple.INT32, 2L, null),
                Arguments.of(
                        new Decimal(10, 4),
                        new BigDecimal("1.2345"),
                        new Decimal(10, 2),
                        new BigDecimal("1.23"),
                        "1.2345"),
                Arguments.of(
                        new Decimal(10, 2), new BigDecimal("1.20"), new Decimal(12, 4), new BigDecimal("1.2000"), null),
                Arguments.of(Simple.BOOL, true, Simple.STRING, "true", null),
                Arguments.of(Simple.STRING, "f", Simple.BOOL, false, null),
                Arguments.of(Simple.BOOL, true, Simple.INT32, 1L, null),
                Arguments.of(Simple.DATE32, 0L, MICROS, 0L, null),
                Arguments.of(MICROS, 1_000_000L, Simple.STRING, "1970-01-01 00:00:01+00", null),
                Arguments.of(MICROS, 1_500_000L, new DateTime64(3, ""), 1500L, null),
                Arguments.of(MICROS, 1_500_001L, new DateTime64(3, ""), 1500L, "1970-01-01 00:00:01.500001+00"),
                Arguments.of(MICROS, 1_000_000L, Simple.DATE32, 0L, "1970-01-01 00:00:01+00"),
                Arguments.of(Simple.STRING, "2026-01-02", Simple.DATE32, 20455L, null),
                Arguments.of(Simple.UUID, new UUID(0, 1), Simple.STRING, new UUID(0, 1).toString(), null),
                Arguments.of(new Array(Simple.INT32), List.of(1L, 2L), Simple.STRING, "{1,2}", null),
                Arguments.of(Simple.STRING, "{1,2}", new Array(Simple.INT32), List.of(), "{1,2}"),
                Arguments.of(new Nullable(Simple.INT32), null, Simple.INT32, null, "NULL"));
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void aValueLandsConvertedOrIsRescued(
            WarehouseType from,
            @org.jspecify.annotations.Nullable Object value,
            WarehouseType to,
            @org.jspecify.annotations.Nullable Object lands,
            @org.jspecify.annotations.Nullable String rescued) {
        Rescue rescue = new Rescue();
        Conversion conversion = Conversion.between(from, to);
        assertThat(conversion).isNotNull();
        assertThat(conversion.convert(value, rescue)).isEqualTo(lands);
        assertThat(rescue.take()).isEqualTo(rescued);
    }

    @Test
    void typesOfTheSameValuesNeedNoConversion() {
        assertThat(Conversion.between(Simple.INT32, new Nullable(Simple.INT32))).isNull();
        assertThat(Conversion.between(new LowCardinality(Simple.STRING), Simple.STRING))
                .isNull();
        assertThat(Conversion.between(MICROS, new DateTime64(6, ""))).isNull();
        assertThat(Conversion.between(new Array(new Nullable(Simple.INT32)), new Array(Simple.INT32)))
                .isNull();
        assertThat(Conversion.between(new Nullable(Simple.INT32), Simple.INT32)).isNotNull();
    }

    @Test
    void everyPairOfTypesConvertsWithoutThrowing() {
        List<WarehouseType> types = Stream.concat(
                        Stream.of(Simple.values()),
                        Stream.of(
                                new Decimal(10, 2),
                                MICROS,
                                new DateTime64(9, ""),
                                new Array(Simple.INT32),
                                new WarehouseType.Other("IPv4")))
                .toList();
        for (WarehouseType from : types) {
            for (WarehouseType to : types) {
                Conversion conversion = Conversion.between(from, to);
                Object value = Zero.of(from);
                if (conversion != null && value != null) {
                    assertThatCode(() -> conversion.convert(value, new Rescue()))
                            .as(from.sql() + " to " + to.sql())
                            .doesNotThrowAnyException();
                }
            }
        }
    }
}
