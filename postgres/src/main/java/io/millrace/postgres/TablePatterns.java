package io.millrace.postgres;

import io.millrace.core.event.TableId;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code schema.table} patterns, in which {@code *} stands for any characters. */
final class TablePatterns {
    private final List<Pattern> include;
    private final List<Pattern> exclude;

    /**
     * @param include empty: every table
     * @param exclude taken out of {@code include}
     */
    TablePatterns(List<String> include, List<String> exclude) {
        this.include = include.stream().map(TablePatterns::compile).toList();
        this.exclude = exclude.stream().map(TablePatterns::compile).toList();
    }

    boolean matches(TableId table) {
        String name = table.toString();
        boolean included = include.isEmpty() || matches(include, name);
        return included && !matches(exclude, name);
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
