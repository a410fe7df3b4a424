package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.plan.Truncation;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** {@code millrace.truncations}: below which version a table's rows are gone; the highest wins. */
public final class TruncationTable {
    private static final BookkeepingInsert<Entry> INSERT =
            BookkeepingInsert.into("truncations", List.of("source_table", "version", "xid"), (truncation, out) -> {
                out.string(truncation.table());
                out.integer(truncation.last().version(), 16);
                out.int64(truncation.last().xid());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public TruncationTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    /**
     * A table's last truncation.
     *
     * @param version its version, 0 where the table was never truncated
     * @param xid low 32 bits of the transaction's xid, 0 where it is not known
     */
    public record Last(BigInteger version, long xid) {}

    public void write(Truncation table, Last last) {
        INSERT.write(client, source, List.of(new Entry(key(table), last)));
    }

    public Last last(Truncation table) {
        Row row =
                client.query("""
                        SELECT max(t.`version`) AS version, argMax(t.`xid`, t.`version`) AS xid
                        FROM `millrace`.`truncations` AS t
                        WHERE `source` = {source:String} AND `source_table` = {table:String}""", Map.of("source", source, "table", key(table))).get(0);
        return new Last(row.bigInteger("version"), row.integer("xid"));
    }

    /** By number where it is known: a name can pass to another table, whose rows may be older than the truncation. */
    private static String key(Truncation table) {
        return table.oid() == 0 ? table.table().toString() : "oid " + table.oid();
    }

    private record Entry(String table, Last last) {}
}
