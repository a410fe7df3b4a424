package io.millrace.core.event;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code schema.table} patterns, in which {@code *} stands for any characters. */
public final class TablePattern {
    private TablePattern() {}

    /** Matches tables that match at least one pattern; none if there is no pattern. */
    public static Predicate<TableId> any(List<String> patterns) {
        List<Pattern> compiled = patterns.stream().map(TablePattern::compile).toList();
        return table -> {
            String name = table.plain();
            return compiled.stream().anyMatch(pattern -> pattern.matcher(name).matches());
        };
    }

    /** Matches one pattern: of tables, or of columns for {@code schema.table.column}. */
    public static Predicate<String> names(String pattern) {
        Pattern compiled = compile(pattern);
        return name -> compiled.matcher(name).matches();
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(
                Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }
}
