package io.millrace.core.decode;

import io.millrace.core.event.StreamPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A block as Millrace writes it today, {@code golden/block/NAME.hex}, and what it decodes to, {@code NAME.events}. Recorded by
 * {@code .ci/record-golden}.
 */
record GoldenBlock(String name, LogRecord record) {
    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.home"), "core/src/test/resources/golden/block");
    private static final String SUFFIX = ".hex";

    static List<GoldenBlock> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .sorted()
                    .map(name -> read(name.substring(0, name.length() - SUFFIX.length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenBlock read(String name) {
        try {
            byte[] value = HexFormat.of()
                    .parseHex(Files.readString(FOLDER.resolve(name + SUFFIX)).replace("\n", ""));
            return new GoldenBlock(name, new LogRecord(new StreamPosition("changes", 0, 0, 0), null, value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String expected() {
        try {
            return Files.readString(events());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String actual) {
        try {
            Files.writeString(events(), actual);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path events() {
        return FOLDER.resolve(name + ".events");
    }
}
