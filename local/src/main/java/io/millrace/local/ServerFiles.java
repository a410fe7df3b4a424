package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Files that the Java servers read at their start. */
final class ServerFiles {
    private ServerFiles() {}

    /** Writes a properties file; the values need no escaping. */
    static Path properties(Path file, Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((key, value) ->
                        text.append(key).append('=').append(value).append('\n'));
        return write(file, text.toString());
    }

    /** The JVM option that makes Log4j2 write to stdout as our own processes do. */
    static String logging(Path folder) {
        try (InputStream in = ServerFiles.class.getResourceAsStream("log4j2-server.properties")) {
            if (in == null) {
                throw new IllegalStateException("log4j2-server.properties is missing");
            }
            Path file =
                    write(folder.resolve("log4j2.properties"), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return "-Dlog4j2.configurationFile=" + file.toUri();
        } catch (IOException e) {
            throw new LocalException("cannot write the logging settings: " + e, e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
            return file;
        } catch (IOException e) {
            throw new LocalException("cannot write " + file + ": " + e, e);
        }
    }
}
