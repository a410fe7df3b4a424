package io.millrace.postgres;

import io.millrace.core.event.TableId;
import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names and texts for statements that take no parameters. */
public final class Sql {
    private Sql() {}

    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String table(TableId table) {
        return name(table.schema()) + "." + name(table.table());
    }

    public static String tables(Collection<TableId> tables) {
        return tables.stream().map(Sql::table).collect(Collectors.joining(", "));
    }

    public static String text(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        // Without the E a backslash means something or nothing, as standard_conforming_strings says.
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }
}
