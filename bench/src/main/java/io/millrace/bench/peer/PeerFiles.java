package io.millrace.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Files that the peer's servers read at their start. */
final class PeerFiles {
    private static final String LOGGING = """
            status = warn
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %c{1.} %m%n
            rootLogger.level = warn
            rootLogger.appenderRef.console.ref = console
            """;

    private PeerFiles() {}

    /** Writes settings; backslashes in values are escaped. */
    static Path properties(Path file, Map<String, String> settings) {
        var text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((key, value) -> text.append(key)
                        .append('=')
                        .append(value.replace("\\", "\\\\"))
                        .append('\n'));
        return write(file, text.toString());
    }

    /** The JVM option of a log of warnings on stdout. */
    static String logging(Path folder) {
        return "-Dlog4j2.configurationFile="
                + write(folder.resolve("log4j2.properties"), LOGGING).toUri();
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
