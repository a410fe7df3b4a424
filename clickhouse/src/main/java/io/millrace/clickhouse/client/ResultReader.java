package io.millrace.clickhouse.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads ClickHouse's {@code JSONCompactEachRowWithNamesAndTypes}: a line of names, a line of types, then a line a row.
 * JSON because it needs no type parser here and is what the console passes on; hot paths do not read.
 */
final class ResultReader {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);

    private ResultReader() {}

    static void read(InputStream in, Consumer<Row> rows) throws IOException {
        try (JsonParser lines = JSON.createParser(in)) {
            JsonNode names = JSON.readTree(lines);
            if (names == null) {
                return; // A statement without a result.
            }
            Map<String, Integer> index = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                index.put(names.get(i).asText(), i);
            }
            ArrayNode types = JSON.readTree(lines);
            for (ArrayNode values = JSON.readTree(lines); values != null; values = JSON.readTree(lines)) {
                rows.accept(new Row(index, types, values));
            }
        }
    }
}
