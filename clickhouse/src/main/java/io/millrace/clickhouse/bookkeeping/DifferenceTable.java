package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.util.List;

/** {@code millrace.verification_differences}: the rows that differ, of comparisons that were asked for. */
public final class DifferenceTable {
    /** Without its settings. */
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS `millrace`.`verification_differences`
            (
                `source` String,
                `request` String,
                `source_table` String,
                `ordinal` UInt32,
                `key` String,
                `kind` LowCardinality(String),
                `columns` Array(String),
                `source_row` String,
                `warehouse_row` String,
                `at` DateTime64(6, 'UTC') DEFAULT now64(6)
            )
            ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `request`, `source_table`, `ordinal`)
            TTL toDateTime(`at`) + INTERVAL 30 DAY
            SETTINGS %s""";

    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "verification_differences",
            List.of(
                    "source",
                    "request",
                    "source_table",
                    "ordinal",
                    "key",
                    "kind",
                    "columns",
                    "source_row",
                    "warehouse_row"),
            (entry, out) -> {
                out.string(entry.source());
                out.string(entry.request());
                out.string(entry.sourceTable());
                out.int32(entry.ordinal());
                out.string(entry.key());
                out.string(entry.kind());
                out.length(entry.columns().size());
                entry.columns().forEach(out::string);
                out.string(entry.sourceRow());
                out.string(entry.warehouseRow());
            });

    private final ClickHouseClient client;

    public DifferenceTable(ClickHouseClient client) {
        this.client = client;
    }

    public void write(List<Entry> entries) {
        INSERT.write(client, entries);
    }

    /**
     * A row that differs.
     *
     * @param source the source's name
     * @param request id of the row of {@code millrace.control_requests}
     * @param sourceTable {@code schema.table}
     * @param ordinal which of the table's, from 0
     * @param key JSON: a number or text, a list for a key of several columns, the row where the table has no key
     * @param kind {@code missing-in-warehouse}, {@code not-in-source} or {@code differs}
     * @param columns whose values differ
     * @param sourceRow JSON: an object of texts, or {@code null}
     * @param warehouseRow the same
     */
    public record Entry(
            String source,
            String request,
            String sourceTable,
            int ordinal,
            String key,
            String kind,
            List<String> columns,
            String sourceRow,
            String warehouseRow) {
        public Entry {
            columns = List.copyOf(columns);
        }
    }
}
