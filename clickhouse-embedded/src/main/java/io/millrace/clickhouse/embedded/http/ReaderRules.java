package io.millrace.clickhouse.embedded.http;

import io.millrace.clickhouse.embedded.engine.EngineConnection;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.engine.ResultChunk;
import io.millrace.clickhouse.embedded.sql.Mentions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What who may only read may not say. Table functions read files, addresses and programs of this machine, and the engine, which
 * runs within our process, has no rights of its own for that: all that it has are refused but those named here. And a name of a
 * table can be one of a file for it.
 */
final class ReaderRules {
    private static final Set<String> HARMLESS = Set.of(
            "numbers",
            "numbers_mt",
            "zeros",
            "zeros_mt",
            "generate_series",
            "generateseries",
            "generaterandom",
            "values",
            "view",
            "viewifpermitted",
            "viewexplain",
            "null",
            "format",
            "merge");

    private static final byte[] NAMES =
            "SELECT lower(name) FROM system.table_functions".getBytes(StandardCharsets.UTF_8);

    /** Functions beside those: they read a file, or have a program run. */
    private static final Set<String> OTHERS = Set.of("file", "catboostevaluate", "executable");

    /** The engine's own files in its folder, which say nothing of use; a column may have such a name. */
    private static final Set<String> OWN_FILES = Set.of("status", "uuid");

    private static final Pattern PATTERN = Pattern.compile("[*?{]");

    /** From here the engine follows names that are no whole paths. */
    private final List<Path> folders;

    private volatile Set<String> tableFunctions = Set.of();

    ReaderRules(Path data) {
        folders = List.of(
                Path.of("").toAbsolutePath(),
                data.toAbsolutePath(),
                data.toAbsolutePath().resolve("user_files"));
    }

    /** @throws EngineException if the statement reaches for more than tables */
    void check(EngineConnection connection, byte[] sql) throws EngineException, IOException {
        Mentions mentions = Mentions.of(sql);
        if (mentions.typographic() || mentions.identifiers()) {
            throw denied("names by typographic quotes or placeholders");
        }
        Set<String> refused = refused(connection);
        for (String name : mentions.calls()) {
            if (refused.contains(name) || OTHERS.contains(name)) {
                throw denied("the function " + name);
            }
        }
        if (mentions.texts().stream().anyMatch(this::mayBeFile)) {
            throw denied("a file");
        }
    }

    /** Whether there is such a file, or, where it is a pattern, there may be some. */
    private boolean mayBeFile(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0 || OWN_FILES.contains(text)) {
            return false;
        }
        if (text.indexOf('/') >= 0 && PATTERN.matcher(text).find()) {
            return mayMatch(text);
        }
        try {
            return folders.stream().anyMatch(folder -> Files.isRegularFile(folder.resolve(text)));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Whether the first part of a pattern stands for something that there is: more often true than for the whole. */
    private boolean mayMatch(String pattern) {
        boolean isAbsolute = pattern.startsWith("/");
        String path = isAbsolute ? pattern.replaceFirst("/+", "") : pattern;
        int slash = path.indexOf('/');
        String first = slash < 0 ? path : path.substring(0, slash);
        if (first.isEmpty() || first.startsWith(".") || first.startsWith("file:")) {
            return true;
        }
        Pattern name = name(first);
        for (Path folder : isAbsolute ? List.of(Path.of("/")) : folders) {
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.anyMatch(entry ->
                        name.matcher(String.valueOf(entry.getFileName())).matches())) {
                    return true;
                }
            } catch (NoSuchFileException e) {
                // Nothing is in it.
            } catch (IOException | UncheckedIOException e) {
                return true;
            }
        }
        return false;
    }

    /** Alternatives in braces, closed or not, stand for anything. */
    private static Pattern name(String pattern) {
        StringBuilder regex = new StringBuilder();
        int literal = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '*' && c != '?' && c != '{') {
                continue;
            }
            regex.append(Pattern.quote(pattern.substring(literal, i))).append(c == '?' ? "." : ".*");
            if (c == '{') {
                int end = pattern.indexOf('}', i);
                i = end < 0 ? pattern.length() : end;
            }
            literal = i + 1;
        }
        regex.append(literal < pattern.length() ? Pattern.quote(pattern.substring(literal)) : "");
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private Set<String> refused(EngineConnection connection) throws EngineException, IOException {
        Set<String> known = tableFunctions;
        if (known.isEmpty()) {
            ByteArrayOutputStream names = new ByteArrayOutputStream();
            try (ResultChunk answer = connection.execute(NAMES, "TabSeparated", Map.of())) {
                answer.copyTo(names, 0);
            }
            known = names.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .filter(name -> !HARMLESS.contains(name))
                    .collect(Collectors.toUnmodifiableSet());
            tableFunctions = known;
        }
        return known;
    }

    private static EngineException denied(String what) {
        return EngineException.of(497, "ACCESS_DENIED", "This user may only read tables, and not use " + what);
    }
}
