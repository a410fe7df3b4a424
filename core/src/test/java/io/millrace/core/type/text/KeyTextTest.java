package io.millrace.core.type.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.type.Conversion;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.math.BigDecimal;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.50                                    | 1.5",
                "100                                     | 100",
                "0.000                                   | 0",
                "-0.0                                    | 0",
                "NaN                                     | NaN",
                "-Infinity                               | -Infinity",
                "123456789012345678901234567890123456789.00 | 123456789012345678901234567890123456789",
            })
    void equalNumbersHaveOneText(String text, String key) {
        assertThat(KeyText.ofExact(text, new Decimal(76, 38))).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-02-29 10:00:00                     | 2024-02-29 10:00:00",
                "2024-02-29 10:00:00+00                  | 2024-02-29 10:00:00",
                "9999-12-31 23:30:00.500000-01:30        | 10000-01-01 01:00:00.5",
                "0044-03-15 12:00:00+00 BC               | 0044-03-15 12:00:00 BC",
                "0001-01-01 00:00:00+00:53:28            | 0001-12-31 23:06:32 BC",
                "294276-12-31 23:59:59.999999            | 294276-12-31 23:59:59.999999",
                "infinity                                | infinity",
                "soon                                    | soon",
            })
    void equalMomentsHaveOneText(String text, String key) {
        assertThat(KeyText.ofExact(text, new DateTime64(6, "UTC"))).isEqualTo(key);
    }

    @Test
    void valuesThatTheirTypeHoldsHaveTheTextThatClickHouseMakesOfThem() {
        assertThat(key(new Decimal(76, 4), new BigDecimal("1.5000"))).isEqualTo("1.5");
        assertThat(key(new Decimal(10, 2), new BigDecimal("100.00"))).isEqualTo("100");
        assertThat(key(new DateTime64(6, "UTC"), 1_500_000L)).isEqualTo("1970-01-01 00:00:01.5");
        assertThat(key(Simple.DATE32, 0L)).isEqualTo("1970-01-01");
    }

    private static Object key(WarehouseType type, Object value) {
        Conversion conversion = Objects.requireNonNull(Conversion.between(type, Simple.STRING, true));
        return Objects.requireNonNull(conversion.convert(value, new Rescue()));
    }
}
