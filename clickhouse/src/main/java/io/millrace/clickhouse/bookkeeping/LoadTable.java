package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code millrace.loads}: how far each load is of a whole table, or of rows by a condition. The latest row of an id is how it stands. */
public final class LoadTable {
    private static final BookkeepingInsert<Entry> INSERT = BookkeepingInsert.into(
            "loads",
            List.of(
                    "source",
                    "id",
                    "source_table",
                    "stage",
                    "lsn",
                    "since",
                    "reason",
                    "detail",
                    "place",
                    "seconds_left",
                    "request"),
            (entry, out) -> {
                out.string(entry.source());
                out.string(entry.id());
                out.string(entry.sourceTable());
                out.string(entry.stage());
                out.int64(entry.lsn());
                out.int64(entry.since().toEpochMilli());
                out.string(entry.reason());
                out.string(entry.detail());
                out.int32(entry.place());
                out.float64(entry.secondsLeft());
                out.string(entry.request());
            });

    private final ClickHouseClient client;

    public LoadTable(ClickHouseClient client) {
        this.client = client;
    }

    public void write(List<Entry> entries) {
        INSERT.writeLast(client, "at", entries);
    }

    /**
     * The state of a load.
     *
     * @param id names the load
     * @param sourceTable {@code schema.table}
     * @param stage as in {@link Entry}
     * @param detail as in {@link Entry}
     */
    public record Stage(String id, String sourceTable, String stage, String detail) {}

    /** How the loads of a control request stand, by id. */
    public Map<String, Stage> ofRequest(String source, String request) {
        return client
                .query(
                        "SELECT `id`, `source_table`, `stage`, `detail` FROM `millrace`.`loads` FINAL"
                                + " WHERE `source` = {source:String} AND `request` = {request:String}",
                        Map.of("source", source, "request", request))
                .stream()
                .map(row -> new Stage(row.text("id"), row.text("source_table"), row.text("stage"), row.text("detail")))
                .collect(Collectors.toMap(Stage::id, Function.identity()));
    }

    /**
     * The state of a load.
     *
     * @param source the source's name
     * @param id names the load
     * @param sourceTable {@code schema.table}
     * @param stage {@code waiting}, {@code reading}, {@code read}, {@code landed} or {@code failed}
     * @param lsn from {@code reading} on, the position of its rows is ({@code lsn}, {@code lsn}); 0 before
     * @param since when it began to wait or, from {@code reading} on, to read
     * @param reason why the table is loaded, for display
     * @param detail what it waits for, or why it failed; else empty
     * @param place in the order in which loads are served, from 1; 0: it does not wait for its turn
     * @param secondsLeft estimate until its rows are in the warehouse; 0 if unknown
     * @param request id of the row of {@code millrace.control_requests} that it is part of; empty for none
     */
    public record Entry(
            String source,
            String id,
            String sourceTable,
            String stage,
            long lsn,
            Instant since,
            String reason,
            String detail,
            int place,
            double secondsLeft,
            String request) {}
}
