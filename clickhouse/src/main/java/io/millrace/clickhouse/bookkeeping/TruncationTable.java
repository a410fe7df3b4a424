package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.plan.Truncation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code millrace.truncations}: below which version a table's rows are gone; the highest wins. */
public final class TruncationTable {
    private static final BookkeepingInsert<Entry> INSERT =
            BookkeepingInsert.into("truncations", List.of("source_table", "version", "xid"), (truncation, out) -> {
                out.string(truncation.table());
                out.integer(truncation.last().version(), 16);
                out.int64(truncation.last().xid());
            });

    private static final Last NEVER = new Last(BigInteger.ZERO, 0);

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
     * @param version its version, 0 if the table was never truncated
     * @param xid low 32 bits of the transaction's xid, 0 if it is not known
     */
    public record Last(BigInteger version, long xid) {
        /** The one of the higher version. */
        public static Last later(Last one, Last other) {
            return one.version().compareTo(other.version()) >= 0 ? one : other;
        }
    }

    public void write(Truncation table, Last last) {
        write(Map.of(table, last));
    }

    public void write(Map<Truncation, Last> truncations) {
        List<Entry> entries = new ArrayList<>();
        truncations.forEach((table, last) -> entries.add(new Entry(key(table), last)));
        INSERT.write(client, source, entries);
    }

    public Last last(Truncation table) {
        return last(List.of(table)).get(0);
    }

    /** As {@link #last(Truncation)} for each of some tables, in order. */
    public List<Last> last(List<Truncation> tables) {
        Map<String, Last> known = new HashMap<>();
        if (!tables.isEmpty()) {
            String keys = tables.stream()
                    .map(table -> Identifiers.literal(key(table)))
                    .distinct()
                    .collect(Collectors.joining(", "));
            client.queryLatest(
                    "`millrace`.`truncations`",
                    "SELECT t.`source_table` AS name, max(t.`version`) AS version, argMax(t.`xid`, t.`version`) AS xid"
                            + " FROM `millrace`.`truncations` AS t"
                            + " WHERE `source` = {source:String} AND `source_table` IN (" + keys + ") GROUP BY name",
                    Map.of("source", source),
                    row -> known.put(row.text("name"), new Last(row.bigInteger("version"), row.integer("xid"))));
        }
        return tables.stream()
                .map(table -> known.getOrDefault(key(table), NEVER))
                .toList();
    }

    /** By OID if known: a name can pass to another table, whose rows may be older than the truncation. */
    private static String key(Truncation table) {
        return table.oid() == 0 ? table.table().toString() : "oid " + table.oid();
    }

    private record Entry(String table, Last last) {}
}
