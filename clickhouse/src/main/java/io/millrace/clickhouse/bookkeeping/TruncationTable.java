package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.plan.Truncation;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** {@code millrace.truncations}: below which version a table's rows are gone; the highest wins. */
public final class TruncationTable {
    private static final BookkeepingInsert<Entry> INSERT =
            BookkeepingInsert.into("truncations", List.of("source_table", "version"), (truncation, out) -> {
                out.string(truncation.table());
                out.integer(truncation.version(), 16);
            });

    private final ClickHouseClient client;

    public TruncationTable(ClickHouseClient client) {
        this.client = client;
    }

    public void write(Truncation table, BigInteger version) {
        INSERT.write(client, List.of(new Entry(key(table), version)));
    }

    /** 0 where the table was never truncated. */
    public BigInteger read(Truncation table) {
        return client.query("""
                        SELECT max(`version`) AS version
                        FROM `millrace`.`truncations`
                        WHERE `source_table` = {table:String}""", Map.of("table", key(table))).get(0).bigInteger("version");
    }

    /** By number where it is known: a name can pass to another table, whose rows may be older than the truncation. */
    private static String key(Truncation table) {
        return table.oid() == 0 ? table.table().toString() : "oid " + table.oid();
    }

    private record Entry(String table, BigInteger version) {}
}
