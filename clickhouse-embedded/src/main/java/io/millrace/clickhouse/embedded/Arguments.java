package io.millrace.clickhouse.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line: {@code --data DIR --library FILE [--host ADDRESS] [--port N]}. */
record Arguments(Path data, Path library, String host, int port) {
    static final String USAGE = "usage: --data DIR --library LIBCHDB_SO [--host 127.0.0.1] [--port 8123]";

    static Arguments of(List<String> words) {
        Map<String, String> options = new HashMap<>(Map.of("--host", "127.0.0.1", "--port", "8123"));
        if (words.size() % 2 != 0) {
            throw new IllegalArgumentException("an option without a value");
        }
        for (int i = 0; i < words.size(); i += 2) {
            if (!List.of("--data", "--library", "--host", "--port").contains(words.get(i))) {
                throw new IllegalArgumentException("unknown option " + words.get(i));
            }
            options.put(words.get(i), words.get(i + 1));
        }
        String data = options.get("--data");
        String library = options.get("--library");
        if (data == null || library == null) {
            throw new IllegalArgumentException("--data and --library are needed");
        }
        return new Arguments(
                Path.of(data),
                Path.of(library),
                options.getOrDefault("--host", ""),
                port(options.getOrDefault("--port", "")));
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException("--port must be a number from 0 to 65535, not " + text);
        }
        return Integer.parseInt(text);
    }
}
