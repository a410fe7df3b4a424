package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.TableId;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** {@code millrace.truncations}: below which version a table's rows are gone; the highest wins. */
public final class TruncationTable {
    private static final BookkeepingInsert<Truncation> INSERT =
            BookkeepingInsert.into("truncations", List.of("source_table", "version"), (truncation, out) -> {
                out.string(truncation.table().toString());
                out.integer(truncation.version(), 16);
            });

    private final ClickHouseClient client;

    public TruncationTable(ClickHouseClient client) {
        this.client = client;
    }

    public void write(TableId table, BigInteger version) {
        INSERT.write(client, List.of(new Truncation(table, version)));
    }

    /** 0 where the table was never truncated. */
    public BigInteger read(TableId table) {
        return client.query("""
                        SELECT max(`version`) AS version
                        FROM `millrace`.`truncations`
                        WHERE `source_table` = {table:String}""", Map.of("table", table.toString())).get(0).bigInteger("version");
    }

    private record Truncation(TableId table, BigInteger version) {}
}
