package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Limit of marks per name and OID that are read: few loads are unannounced. */
    private static final int LAST = 20;

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    public SnapshotTable(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    public void write(SnapshotMark mark) {
        write(List.of(mark));
    }

    public void write(List<SnapshotMark> marks) {
        INSERT.write(client, source, marks);
    }

    /**
     * Empty if no snapshot was recorded. Marks follow the OID through renames.
     *
     * @param oid the table's {@code pg_class.oid}, 0 if it is not known
     * @param announced LSN of the last load that was announced to be there, or of a truncation: loads after a later
     *     watermark are still under way
     */
    public Optional<SnapshotMark> latest(TableId table, long oid, long announced) {
        return marks(
                        """
                        if({oid:UInt64} = 0 OR `oid` = 0, `source_table` = {table:String}, `oid` = {oid:UInt64})
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
                .findFirst();
    }

    /**
     * A query about one table.
     *
     * @param table its name
     * @param oid its {@code pg_class.oid}, 0 if it is not known
     * @param announced as in {@link #latest(TableId, long, long)}
     */
    public record Asked(TableId table, long oid, long announced) {}

    /** As {@link #latest(TableId, long, long)} for each of some tables, in order. */
    public List<Optional<SnapshotMark>> latest(List<Asked> tables) {
        if (tables.size() == 1) {
            Asked only = tables.get(0);
            return List.of(latest(only.table(), only.oid(), only.announced()));
        }
        List<SnapshotMark> marks = tables.isEmpty() ? List.of() : last(tables);
        return tables.stream().map(table -> latest(table, marks)).toList();
    }

    private Optional<SnapshotMark> latest(Asked asked, List<SnapshotMark> marks) {
        List<SnapshotMark> own = marks.stream()
                .filter(mark -> (asked.oid() == 0 || mark.oid() == 0)
                        ? mark.table().equals(asked.table())
                        : mark.oid() == asked.oid())
                .toList();
        List<SnapshotMark> announced = own.stream()
                .filter(mark -> Long.compareUnsigned(mark.after(), asked.announced()) <= 0)
                .toList();
        return own.size() - announced.size() < LAST
                ? announced.stream()
                        .max((one, other) -> Long.compareUnsigned(one.transactionId(), other.transactionId()))
                : latest(asked.table(), asked.oid(), asked.announced());
    }

    /** The latest of each name and OID. */
    private List<SnapshotMark> last(List<Asked> tables) {
        String names = tables.stream()
                .map(asked -> Identifiers.literal(asked.table().toString()))
                .collect(Collectors.joining(", "));
        String oids =
                tables.stream().map(asked -> Long.toUnsignedString(asked.oid())).collect(Collectors.joining(", "));
        return marks(
                        "(`source_table` IN (" + names + ") OR (`oid` != 0 AND `oid` IN (" + oids
                                + "))) ORDER BY `xid` DESC LIMIT " + LAST + " BY `source_table`, `oid`",
                        Map.of("source", source))
                .toList();
    }

    private Stream<SnapshotMark> marks(String condition, Map<String, ?> params) {
        return client
                .queryLatest(
                        "`millrace`.`snapshots`",
                        "SELECT `source_table`, `oid`, `xid`, `oldest`, `next`, arrayStringConcat(`running`, ',') AS running,"
                                + " `end_lsn`, `after_lsn` FROM `millrace`.`snapshots` FINAL"
                                + " WHERE `source` = {source:String} AND "
                                + condition,
                        params)
                .stream()
                .map(row -> new SnapshotMark(
                        TableId.parse(row.text("source_table")),
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
