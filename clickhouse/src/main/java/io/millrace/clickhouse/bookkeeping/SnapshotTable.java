package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code millrace.snapshots}: what each snapshot of a table saw; the one with the highest xid is the latest. */
public final class SnapshotTable {
    private static final BookkeepingInsert<SnapshotMark> INSERT = BookkeepingInsert.into(
            "snapshots",
            List.of("source_table", "oid", "xid", "oldest", "next", "running", "end_lsn", "after_lsn"),
            (mark, out) -> {
                out.string(mark.table().toString());
                out.int64(mark.oid());
                out.int64(mark.transactionId());
                out.int64(mark.oldest());
                out.int64(mark.next());
                out.length(mark.running().size());
                mark.running().forEach(out::int64);
                out.int64(mark.endLsn());
                out.int64(mark.after());
            });

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public SnapshotTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    public void write(SnapshotMark mark) {
        INSERT.write(client, source, List.of(mark));
    }

    /**
     * Empty where no snapshot has told what it saw. What is known of a number goes with it through every rename.
     *
     * @param oid the table's {@code pg_class.oid}, 0 where it is not known
     * @param announced LSN of the last load that was announced to be there, or of a truncation: loads after a later watermark
     *     are still under way
     */
    public Optional<SnapshotMark> latest(TableId table, long oid, long announced) {
        return client
                .query(
                        """
                        SELECT `oid`, `xid`, `oldest`, `next`, arrayStringConcat(`running`, ',') AS running, `end_lsn`, `after_lsn`
                        FROM `millrace`.`snapshots` FINAL
                        WHERE `source` = {source:String}
                          AND if({oid:UInt64} = 0 OR `oid` = 0, `source_table` = {table:String}, `oid` = {oid:UInt64})
                          AND `after_lsn` <= {announced:UInt64}
                        ORDER BY `xid` DESC
                        LIMIT 1""",
                        Map.of(
                                "source",
                                source,
                                "table",
                                table.toString(),
                                "oid",
                                oid,
                                "announced",
                                Long.toUnsignedString(announced)))
                .stream()
                .findFirst()
                .map(row -> new SnapshotMark(
                        table,
                        row.bigInteger("oid").longValue(),
                        row.bigInteger("xid").longValue(),
                        row.bigInteger("oldest").longValue(),
                        row.bigInteger("next").longValue(),
                        numbers(row.text("running")),
                        row.bigInteger("end_lsn").longValue(),
                        row.bigInteger("after_lsn").longValue()));
    }

    private static List<Long> numbers(String list) {
        return list.isEmpty()
                ? List.of()
                : Arrays.stream(list.split(",", -1))
                        .map(Long::parseUnsignedLong)
                        .toList();
    }
}
