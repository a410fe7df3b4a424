package io.millrace.e2e.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the source does for each golden case, from {@code cases.sql}.
 *
 * @param setup statements before the capture begins
 * @param transactions the statements of each case, by its name, in order
 */
record GoldenCases(List<String> setup, Map<String, List<String>> transactions) {
    static final Path FOLDER =
            Path.of(System.getProperty("millrace.home", "..")).resolve("core/src/test/resources/golden");
    private static final Pattern CASE = Pattern.compile("-- case (\\S+)");

    static GoldenCases read() {
        List<String> setup = new ArrayList<>();
        Map<String, List<String>> transactions = new LinkedHashMap<>();
        List<String> statements = setup;
        StringBuilder statement = new StringBuilder();
        for (String line : lines()) {
            Matcher begin = CASE.matcher(line);
            if (begin.matches()) {
                statements = new ArrayList<>();
                transactions.put(begin.group(1), statements);
            } else if (!line.startsWith("--")) {
                statement.append(line).append('\n');
                if (line.endsWith(";")) {
                    statements.add(statement.toString());
                    statement.setLength(0);
                }
            }
        }
        return new GoldenCases(List.copyOf(setup), transactions);
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FOLDER.resolve("cases.sql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recorded block of a case. */
    static byte[] block(String name) throws IOException {
        return HexFormat.of().parseHex(Files.readString(file(name)).replace("\n", ""));
    }

    /** Writes the block of a case, as lines of hexadecimal digits. */
    static void write(String name, byte[] block) throws IOException {
        Files.createDirectories(FOLDER.resolve("block"));
        Files.writeString(file(name), HexFormat.of().formatHex(block).replaceAll("(.{1,128})", "$1\n"));
    }

    private static Path file(String name) {
        return FOLDER.resolve("block").resolve(name + ".hex");
    }
}
