package io.millrace.connect;

import io.millrace.core.event.TableId;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of the publication that are captured, by the connector's settings. Debezium's own filter leaves out what it takes for
 * system schemas whatever their case, such as {@code INFORMATION_SCHEMA}; which schemas are the system's is the publication's matter.
 */
final class TableSelection implements Predicate<TableId> {
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

    private final List<Pattern> included;
    private final List<Pattern> excluded;

    /** @param settings {@code table.include.list} and {@code table.exclude.list}, as {@link ConnectorSettings} writes them */
    TableSelection(Map<String, String> settings) {
        this.included = patterns(settings.getOrDefault("table.include.list", ""));
        this.excluded = patterns(settings.getOrDefault("table.exclude.list", ""));
    }

    private static List<Pattern> patterns(String list) {
        return Stream.of(COMMA.split(list))
                .filter(part -> !part.isEmpty())
                .map(Pattern::compile)
                .toList();
    }

    @Override
    public boolean test(TableId table) {
        String name = table.plain();
        return (included.isEmpty() || matches(included, name)) && !matches(excluded, name);
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}
