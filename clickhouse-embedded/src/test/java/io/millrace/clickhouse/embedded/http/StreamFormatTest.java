package io.millrace.clickhouse.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamFormatTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RowBinary | 3,1,2,3 | 0",
                "RowBinaryWithNames | 2,1,97,1,98,42 | 5",
                "RowBinaryWithNamesAndTypes | 1,1,97,5,73,110,116,49,54,7,7 | 9",
                "TSVWithNames | 97,9,98,10,49 | 4",
                "TabSeparatedWithNamesAndTypes | 97,10,98,10,49 | 4",
                "CSVWithNames | 34,97,10,34,10,49 | 5",
                "JSONCompactEachRowWithNamesAndTypes | 91,93,10,91,93,10,49 | 6",
            })
    void findsTheEndOfTheHeader(String format, String bytes, int length) {
        assertThat(StreamFormat.of(format).orElseThrow().headerLength(bytes(bytes)))
                .isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RowBinaryWithNamesAndTypes | 1,1,97,5,73",
                "RowBinaryWithNames | 128",
                "TSVWithNamesAndTypes | 97,10,98",
                "CSVWithNames | 34,97,10",
            })
    void aHeaderThatIsCutOffHasNoEnd(String format, String bytes) {
        assertThat(StreamFormat.of(format).orElseThrow().headerLength(bytes(bytes)))
                .isEqualTo(-1);
    }

    @Test
    void documentsAndFilesCannotBeStreamed() {
        assertThat(StreamFormat.of("JSON")).isEmpty();
        assertThat(StreamFormat.of("Parquet")).isEmpty();
        assertThat(StreamFormat.of("Values")).isEmpty();
        assertThat(StreamFormat.of("PrettyCompact")).isEmpty();
        assertThat(StreamFormat.of("jsoneachrow")).contains(StreamFormat.PLAIN);
    }

    private static byte[] bytes(String list) {
        String[] parts = list.strip().split(",", -1);
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
    }
}
