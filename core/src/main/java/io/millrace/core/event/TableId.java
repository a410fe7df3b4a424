package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of the source, by its exact, unquoted names; Postgres compares them with case.
 *
 * @param schema the Postgres schema, for example {@code public}
 * @param table the table's name
 */
public record TableId(String schema, String table) implements Comparable<TableId> {
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"\\.(.*)", Pattern.DOTALL);

    public TableId {
        requireNonNull(schema, "schema is null");
        requireNonNull(table, "table is null");
    }

    /**
     * Whether schema or table begin or end with a double quote. Debezium takes such a name for one that is quoted already, and
     * would put it into SQL as it is: nobody may ask it to read that table.
     */
    public boolean looksQuoted() {
        return schema.startsWith("\"") || schema.endsWith("\"") || table.startsWith("\"") || table.endsWith("\"");
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : table.compareTo(other.table);
    }

    /**
     * {@code schema.table}, of each table another text: a schema that holds a point is in double quotes, those in it doubled. What
     * {@link #parse} reads, and what identifies a table in the warehouse, in metrics and in JSON.
     */
    @Override
    public String toString() {
        return isPlain(schema) ? plain() : '"' + schema.replace("\"", "\"\"") + "\"." + table;
    }

    private static boolean isPlain(String schema) {
        return schema.indexOf('.') < 0 && !schema.startsWith("\"");
    }

    /** {@code schema.table} without quotes, for patterns: two tables can have the same. */
    public String plain() {
        return schema + "." + table;
    }

    /** The table of a text as {@link #toString} writes it; without a point it is one of the schema {@code public}. */
    public static TableId parse(String text) {
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return new TableId(quoted.group(1).replace("\"\"", "\""), quoted.group(2));
        }
        int point = text.indexOf('.');
        return point < 0
                ? new TableId("public", text)
                : new TableId(text.substring(0, point), text.substring(point + 1));
    }
}
