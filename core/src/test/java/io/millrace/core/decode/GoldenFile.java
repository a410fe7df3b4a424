package io.millrace.core.decode;

import io.millrace.core.event.StreamPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A case in a file: the record's key (empty for none), its value, {@code ->}, then what it decodes to. Keys and values are
 * those of a stock Debezium 3.7, with its schemas.
 */
record GoldenFile(Path file, LogRecord record, String expected) {
    private static final String ARROW = "\n->\n";

    static List<GoldenFile> all() {
        Path folder = Path.of(System.getProperty("millrace.home"), "core/src/test/resources/golden/json");
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(GoldenFile::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenFile read(Path file) {
        try {
            String text = Files.readString(file);
            int arrow = text.indexOf(ARROW);
            String[] lines = text.substring(0, arrow).split("\n", 2);
            byte[] key = lines[0].isEmpty() ? null : lines[0].getBytes(StandardCharsets.UTF_8);
            byte[] value = lines[1].getBytes(StandardCharsets.UTF_8);
            return new GoldenFile(
                    file,
                    new LogRecord(new StreamPosition("changes", 0, 0, 0), key, value),
                    text.substring(arrow + ARROW.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String actual) {
        try {
            String text = Files.readString(file);
            Files.writeString(file, text.substring(0, text.indexOf(ARROW) + ARROW.length()) + actual);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return file.getFileName().toString();
    }
}
