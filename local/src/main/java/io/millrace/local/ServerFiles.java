package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Files that the Java servers read at their start. */
public final class ServerFiles {
    private ServerFiles() {}

    /** Writes a properties file, for its owner's eyes alone; the keys need no escaping. */
    public static Path properties(Path file, Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((key, value) ->
                        text.append(key).append('=').append(escaped(value)).append('\n'));
        try {
            PrivateFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw new LocalException("cannot write " + file + ": " + e, e);
        }
    }

    /** As {@link java.util.Properties} reads it back, whether from bytes of Latin-1 or UTF-8. */
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                text.append("\\\\");
            } else if ((c > ' ' || (c == ' ' && i > 0)) && c < 127) {
                text.append(c);
            } else {
                // Ends of lines, what is no ASCII, and a space at the value's begin, where it would be lost.
                text.append("\\u%04x".formatted((int) c));
            }
        }
        return text.toString();
    }

    /** The JVM option that makes Log4j2 write to stdout as our own processes do. */
    public static String logging(Path folder) {
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
