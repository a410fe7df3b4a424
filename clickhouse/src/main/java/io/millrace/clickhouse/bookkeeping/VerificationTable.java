package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code millrace.verifications}: results of comparing a table with its source, one row per table and run; the one with
 * the highest number is the latest.
 */
public final class VerificationTable {
    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "verifications",
            List.of(
                    "source",
                    "source_table",
                    "at",
                    "equal",
                    "source_rows",
                    "warehouse_rows",
                    "different",
                    "undecided",
                    "repaired",
                    "lsn",
                    "seconds",
                    "source_seconds",
                    "asked_by",
                    "detail",
                    "request",
                    "verdict",
                    "reason",
                    "repairs",
                    "protected"),
            (entry, out) -> {
                out.string(entry.source());
                out.string(entry.sourceTable());
                out.int64(entry.at().toEpochMilli());
                out.int8(entry.equal() ? 1 : 0);
                out.int64(entry.sourceRows());
                out.int64(entry.warehouseRows());
                out.int64(entry.different());
                out.int64(entry.undecided());
                out.int64(entry.repaired());
                out.int64(entry.lsn());
                out.float64(entry.seconds());
                out.float64(entry.sourceSeconds());
                out.string(entry.askedBy());
                out.string(entry.detail());
                out.string(entry.request());
                out.string(entry.verdict());
                out.string(entry.reason());
                out.length(entry.repairs().size());
                entry.repairs().forEach(out::string);
                out.length(entry.hidden().size());
                entry.hidden().forEach((column, how) -> {
                    out.string(column);
                    out.string(how);
                });
            });

    private final ClickHouseClient client;

    public VerificationTable(ClickHouseClient client) {
        this.client = client;
    }

    public void write(List<Entry> entries) {
        INSERT.writeNumbered(client, entries);
    }

    /** Removes what an earlier, interrupted run of a request has found out, which is made again from the start. */
    public void forget(String source, String request) {
        for (String table : List.of("verifications", "verification_differences")) {
            client.execute(
                    "ALTER TABLE `millrace`.`" + table
                            + "` DELETE WHERE `source` = {source:String} AND `request` = {request:String}"
                            + " SETTINGS mutations_sync = 1",
                    Map.of("source", source, "request", request));
        }
    }

    /**
     * A run over one table.
     *
     * @param source the source's name
     * @param sourceTable {@code schema.table}
     * @param at when it ended
     * @param equal whether no row differs, after repairs if there were any; false also if undecided
     * @param sourceRows rows of the source
     * @param warehouseRows rows that the view shows
     * @param different how many rows differed
     * @param undecided how many rows changed each time they were looked at
     * @param repaired how many of the different ones have been fixed
     * @param lsn where {@code equal}: all that the source had committed before this LSN is in the warehouse as it
     *     should; unsigned
     * @param seconds how long it took; its share where tables were compared together
     * @param sourceSeconds how long statements of the source ran for it; likewise
     * @param askedBy {@code command}, {@code request} or {@code background}
     * @param detail why it is undecided, or what was repaired, for display; else empty
     * @param request id of the row of {@code millrace.control_requests} that it is part of; empty for none
     * @param verdict {@code equal}, {@code different}, {@code undecided} or {@code not-comparable}
     * @param reason why it is undecided or not comparable, or why rows that differ are not listed; else empty
     * @param repairs what was done about rows that differ, in sentences
     * @param hidden columns that are protected on their way, and how
     */
    public record Entry(
            String source,
            String sourceTable,
            Instant at,
            boolean equal,
            long sourceRows,
            long warehouseRows,
            long different,
            long undecided,
            long repaired,
            long lsn,
            double seconds,
            double sourceSeconds,
            String askedBy,
            String detail,
            String request,
            String verdict,
            String reason,
            List<String> repairs,
            Map<String, String> hidden) {
        public Entry {
            repairs = List.copyOf(repairs);
            hidden = Map.copyOf(hidden);
        }
    }
}
