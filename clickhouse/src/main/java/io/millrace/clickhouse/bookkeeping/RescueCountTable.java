package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.time.Instant;
import java.util.List;

/**
 * {@code millrace.rescue_counts}: how many values were rescued in {@code _rescued}, by minute, table and column. As
 * with latencies, a repeated write counts twice.
 */
public final class RescueCountTable {
    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "rescue_counts", List.of("minute", "source_table", "column", "values"), (entry, out) -> {
                out.int32((int) entry.at().getEpochSecond() / 60 * 60);
                out.string(entry.sourceTable());
                out.string(entry.column());
                out.int64(entry.values());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public RescueCountTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    public void write(List<Entry> entries) {
        INSERT.write(client, source, entries);
    }

    /**
     * A number of rescued values.
     *
     * @param at when they landed
     * @param sourceTable {@code schema.table}
     * @param column the warehouse's name of the column
     * @param values how many
     */
    public record Entry(Instant at, String sourceTable, String column, long values) {}
}
