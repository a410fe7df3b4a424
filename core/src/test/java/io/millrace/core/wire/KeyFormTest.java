package io.millrace.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyFormTest {
    @ParameterizedTest
    @CsvSource({
        "numeric, 1.00, 1",
        "numeric, 1, 1",
        "numeric, 10, 10",
        "numeric, 100, 100",
        "numeric, 10.50, 10.5",
        "numeric, 0.000, 0",
        "numeric, 0, 0",
        "numeric, -0.10, -0.1",
        "numeric, NaN, NaN",
        "numeric, -Infinity, -Infinity",
        "float8, -0, 0",
        "float8, 0, 0",
        "float8, -1, -1",
        "float8, -0.5, -0.5",
        "float8, NaN, NaN",
        "float4, -0, 0",
        "text, -0, -0",
        "text, 1.00, 1.00",
        "interval, 24:00:00, 24:00:00",
        "citext, A, A"
    })
    void aKeyIsIdentifiedByAPartOfItsText(String type, String text, String counts) {
        byte[] bytes = ("x" + text + "00").getBytes(StandardCharsets.UTF_8);
        KeyForm form = KeyForm.of("{\"type\":\"" + type + "\"}");
        int from = form.from(bytes, 1, text.length());
        int to = form.to(bytes, 1, text.length());
        assertThat(new String(bytes, from, to - from, StandardCharsets.UTF_8)).isEqualTo(counts);
        byte[] plain = counts.getBytes(StandardCharsets.UTF_8);
        assertThat(KeyPartition.add(7, form, bytes, 1, text.length()))
                .isEqualTo(KeyPartition.add(7, form, plain, 0, plain.length));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"_numeric\",\"of\":{\"type\":\"numeric\"}}",
                "{\"type\":\"float8\",\"kind\":\"e\"}",
                "no JSON",
            })
    void ofAllElseTheWholeTextCounts(String type) {
        assertThat(KeyForm.of(type)).isEqualTo(KeyForm.EXACT);
    }
}
