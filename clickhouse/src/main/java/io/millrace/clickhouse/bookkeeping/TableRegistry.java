package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.util.List;
import java.util.Map;

/**
 * {@code millrace.tables}: the mirrored tables and their locations. Tables that are {@code live} or {@code paused} can
 * be queried by their view.
 */
public final class TableRegistry {
    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "tables",
            List.of(
                    "source",
                    "source_table",
                    "view_database",
                    "name",
                    "storage_database",
                    "storage_name",
                    "kind",
                    "state",
                    "detail"),
            (entry, out) -> {
                out.string(entry.source());
                out.string(entry.sourceTable());
                out.string(entry.viewDatabase());
                out.string(entry.name());
                out.string(entry.storageDatabase());
                out.string(entry.storageName());
                out.string(entry.kind());
                out.string(entry.state());
                out.string(entry.detail());
            });

    private final ClickHouseClient client;

    public TableRegistry(ClickHouseClient client) {
        this.client = client;
    }

    public void write(List<Entry> entries) {
        INSERT.write(client, entries);
    }

    /** The mirrored tables of a source, by name. */
    public List<Entry> read(String source) {
        return client.query("""
                        SELECT * FROM `millrace`.`tables` FINAL
                        WHERE `source` = {source:String}
                        ORDER BY `source_table`""", Map.of("source", source)).stream()
                .map(row -> new Entry(
                        source,
                        row.text("source_table"),
                        row.text("view_database"),
                        row.text("name"),
                        row.text("storage_database"),
                        row.text("storage_name"),
                        row.text("kind"),
                        row.text("state"),
                        row.text("detail")))
                .toList();
    }

    /**
     * A mirrored table.
     *
     * @param source the source's name
     * @param sourceTable {@code schema.table}
     * @param viewDatabase database of the view
     * @param name name of the view
     * @param storageDatabase database of the storage table
     * @param storageName name of the storage table; of a cluster, of the one that shows all shards
     * @param kind how its rows are identified: {@code keyed}, {@code multiset} or {@code append-only}
     * @param state {@code live}, {@code paused}, {@code renamed} or {@code dropped}
     * @param detail why it is paused, or where its data is; empty while it is live
     */
    public record Entry(
            String source,
            String sourceTable,
            String viewDatabase,
            String name,
            String storageDatabase,
            String storageName,
            String kind,
            String state,
            String detail) {
        public static final String LIVE = "live";
        public static final String PAUSED = "paused";
        public static final String RENAMED = "renamed";
        public static final String DROPPED = "dropped";

        public boolean hasView() {
            return state.equals(LIVE) || state.equals(PAUSED);
        }
    }
}
