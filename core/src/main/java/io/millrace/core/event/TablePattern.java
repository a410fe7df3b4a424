package io.millrace.core.event;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code schema.table} patterns, in which {@code *} stands for any characters. */
public final class TablePattern {
    private TablePattern() {}

    /** The tables that at least one of the patterns means; none where there is no pattern. */
    public static Predicate<TableId> any(List<String> patterns) {
        List<Pattern> compiled = patterns.stream().map(TablePattern::compile).toList();
        return table -> {
            String name = table.plain();
            return compiled.stream().anyMatch(pattern -> pattern.matcher(name).matches());
        };
    }

    /** Names that one pattern means: of tables, or of columns where the pattern is {@code schema.table.column}. */
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
