package io.millrace.clickhouse.bookkeeping.schema;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table or view of the database {@code millrace}, as its DDL describes it.
 *
 * @param name without the database
 * @param view whether it is a view
 * @param columns empty for a view
 * @param engine empty for a view
 * @param ttl how long rows are kept, such as {@code 7 DAY}; empty: forever
 * @param description its comment
 */
public record BookkeepingTable(
        String name, boolean view, List<Column> columns, String engine, String ttl, String description) {
    private static final Pattern CREATE = Pattern.compile(
            "\\s*CREATE (?:OR REPLACE )?(TABLE|VIEW|MATERIALIZED VIEW) (?:IF NOT EXISTS )?`millrace`\\.`(\\w+)`");
    private static final Pattern COLUMN =
            Pattern.compile("(?m)^ +`(\\w+)` (.+?)(?: DEFAULT (.+?))? COMMENT '((?:[^']|'')*)',?$");
    private static final Pattern ENGINE = Pattern.compile("(?m)^\\s*ENGINE = (.+)$");
    private static final Pattern ORDER = Pattern.compile("(?m)^\\s*(ORDER BY .+)$");
    private static final Pattern TTL = Pattern.compile("INTERVAL (\\d+ \\w+)$", Pattern.MULTILINE);
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*COMMENT '((?:[^']|'')*)'$");

    /**
     * A column.
     *
     * @param type as in ClickHouse
     * @param description its comment
     */
    public record Column(String name, String type, String description) {}

    /** The table that a statement creates; empty for any other statement. */
    static Optional<BookkeepingTable> parse(String statement) {
        Matcher create = CREATE.matcher(statement);
        if (!create.lookingAt()) {
            return Optional.empty();
        }
        boolean view = !create.group(1).equals("TABLE");
        List<Column> columns = view
                ? List.of()
                : COLUMN.matcher(statement)
                        .results()
                        .map(column -> new Column(column.group(1), column.group(2), unquoted(column.group(4))))
                        .toList();
        String order = first(ORDER, statement);
        return Optional.of(new BookkeepingTable(
                create.group(2),
                view,
                columns,
                first(ENGINE, statement) + (order.isEmpty() ? "" : " " + order),
                first(TTL, statement),
                unquoted(first(COMMENT, statement))));
    }

    private static String first(Pattern pattern, String statement) {
        return pattern.matcher(statement)
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElse("");
    }

    private static String unquoted(String literal) {
        return literal.replace("''", "'");
    }
}
