package io.millrace.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The words that {@code docs/reference/glossary.md} refuses as parts of Java identifiers. */
final class Glossary {
    /** Identifiers that may have such a part, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "readPending", "a method of Debezium's ReplicationStream",
            "YEAR_OF_ERA", "a constant of java.time.temporal.ChronoField",
            "isLetterOrDigit", "a method of java.lang.Character, which is about the alphabet",
            "LETTERS", "the alphabet of RandomValues",
            "WITHOUT_KEEPER", "ClickHouse Keeper");

    /** Strings, characters and comments, in which words are prose. */
    private static final Pattern PROSE = Pattern.compile(
            "\"\"\"[\\s\\S]*?(?<!\\\\)\"\"\"|\"[^\"\\\\\\n]*(?:\\\\.[^\"\\\\\\n]*)*\"|'(?:[^'\\\\\\n]|\\\\.)+'|/\\*[\\s\\S]*?\\*/|//[^\\n]*");

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final Pattern PART = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+");
    private static final Pattern WORD = Pattern.compile("`([a-z]+)`");

    private final Set<String> refused;

    private Glossary(Set<String> refused) {
        this.refused = refused;
    }

    /** @param home the root of the repository */
    static Glossary read(Path home) throws IOException {
        Set<String> refused = new TreeSet<>();
        for (String line : Files.readAllLines(home.resolve("docs/reference/glossary.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 5) {
                WORD.matcher(cells[3].replace("`dead`", "")).results().forEach(word -> refused.add(word.group(1)));
            }
        }
        if (refused.size() < 20) {
            throw new IllegalStateException("docs/reference/glossary.md refuses only " + refused);
        }
        return new Glossary(refused);
    }

    /** Identifiers in the sources of all modules that have a refused part, with the first file that uses each. */
    Map<String, String> violations(Path home) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path file : sources(home)) {
            String code = PROSE.matcher(Files.readString(file)).replaceAll(" ");
            IDENTIFIER
                    .matcher(code)
                    .results()
                    .map(match -> match.group())
                    .filter(name -> !EXCEPTIONS.containsKey(name) && isRefused(name))
                    .forEach(name ->
                            found.putIfAbsent(name, home.relativize(file).toString()));
        }
        return found;
    }

    private boolean isRefused(String identifier) {
        String before = "";
        for (String part :
                PART.matcher(identifier).results().map(match -> match.group()).toList()) {
            String word = part.toLowerCase(Locale.ROOT);
            if (refused.contains(word) && !(word.startsWith("letter") && before.equals("dead"))) {
                return true;
            }
            before = word;
        }
        return false;
    }

    private static List<Path> sources(Path home) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(home)) {
            for (Path module : modules.sorted().toList()) {
                Path src = module.resolve("src");
                if (Files.isDirectory(src)) {
                    try (Stream<Path> files = Files.walk(src)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .sorted()
                                .forEach(found::add);
                    }
                }
            }
        }
        return found;
    }
}
