package io.millrace.ops.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.AlertRule.Unit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityFormatTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0       | SECONDS | 0.00 s
                    0.25    | SECONDS | 0.25 s
                    2       | SECONDS | 2 s
                    2.46    | SECONDS | 2.5 s
                    59.4    | SECONDS | 59 s
                    60      | SECONDS | 1 min
                    75      | SECONDS | 1 min 15 s
                    21600   | SECONDS | 6 h
                    180000  | SECONDS | 2 d 2 h
                    512     | BYTES   | 512 B
                    1536    | BYTES   | 1.5 KiB
                    2147483648 | BYTES | 2.0 GiB
                    -1536   | BYTES   | -1.5 KiB
                    9.96    | PERCENT | 10.0 %
                    55.4    | PERCENT | 55 %
                    1234567 | COUNT   | 1,234,567
                    """)
    void numbersReadAsPeopleWriteThem(double value, Unit unit, String text) {
        assertThat(QuantityFormat.text(value, unit)).isEqualTo(text);
    }
}
