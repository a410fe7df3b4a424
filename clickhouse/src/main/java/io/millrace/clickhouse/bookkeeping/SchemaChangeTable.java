package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.math.BigInteger;
import java.util.List;

/** {@code millrace.schema_changes}: the steps that followed the source's schema. */
public final class SchemaChangeTable {
    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "schema_changes",
            List.of("source_table", "position", "kind", "column", "before", "after", "applied"),
            (entry, out) -> {
                out.string(entry.sourceTable());
                out.integer(entry.position(), 16);
                out.string(entry.kind());
                out.string(entry.column());
                out.string(entry.before());
                out.string(entry.after());
                out.string(entry.applied());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public SchemaChangeTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    public void write(List<Entry> entries) {
        INSERT.write(client, source, entries);
    }

    /**
     * One step.
     *
     * @param sourceTable {@code schema.table}
     * @param position version of the event that first showed the new schema
     * @param kind {@code create_table}, {@code add_column}, {@code rename_column} …: {@code SchemaChange.Kind}, or
     *     {@code paused}
     * @param column the column, empty for the table as a whole
     * @param before the type or name before, empty if there was none
     * @param after the type or name after, empty if there is none
     * @param applied what was done: the SQL statement, or in words
     */
    public record Entry(
            String sourceTable,
            BigInteger position,
            String kind,
            String column,
            String before,
            String after,
            String applied) {}
}
