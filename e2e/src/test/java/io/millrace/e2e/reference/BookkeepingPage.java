package io.millrace.e2e.reference;

import io.millrace.clickhouse.bookkeeping.schema.BookkeepingSchema;
import io.millrace.clickhouse.bookkeeping.schema.BookkeepingTable;
import java.util.Comparator;
import java.util.Locale;

/** {@code docs/reference/bookkeeping-tables.md}. */
final class BookkeepingPage {
    private BookkeepingPage() {}

    static String tables() {
        StringBuilder text = new StringBuilder("Version of the schema: ")
                .append(BookkeepingSchema.version())
                .append(".\n\n");
        BookkeepingSchema.tables().stream()
                .sorted(Comparator.comparing(BookkeepingTable::name))
                .forEach(table -> append(text, table));
        return text.toString();
    }

    private static void append(StringBuilder text, BookkeepingTable table) {
        text.append("## `millrace.").append(table.name()).append("`\n\n");
        text.append(table.view() ? "View. " : "").append(table.description()).append(".\n\n");
        if (!table.view()) {
            text.append("`").append(table.engine().replace("`", "")).append("`");
            text.append(table.ttl().isEmpty() ? "" : ", kept for " + table.ttl().toLowerCase(Locale.ROOT) + "s");
            MarkdownTable columns = new MarkdownTable("column", "type", "what");
            table.columns()
                    .forEach(column -> columns.row(
                            MarkdownTable.code(column.name()),
                            MarkdownTable.code(column.type()),
                            column.description()));
            text.append("\n\n").append(columns).append('\n');
        }
    }
}
