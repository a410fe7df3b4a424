package io.millrace.ops.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.ops.api.control.RowDifference;
import io.millrace.ops.api.control.TableVerdict;
import io.millrace.postgres.Lsn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comparisons of tables have found out. */
public final class VerificationQueries {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String VERDICTS = """
            SELECT source_table AS table, toString(verdict) AS verdictText, `equal` AS isEqual, reason, detail,
                source_rows AS sourceRows, warehouse_rows AS warehouseRows, different, undecided, repaired, repairs,
                toString(lsn) AS lsnText, seconds, source_seconds AS sourceSeconds, protected AS protectedColumns,
                request, at
            FROM millrace.verifications
            """;

    private static final String DIFFERENCES = """
            SELECT source_table AS table, toInt64(ordinal) AS place, key, toString(kind) AS kind, columns,
                source_row AS sourceRow, warehouse_row AS warehouseRow
            FROM millrace.verification_differences FINAL
            WHERE source = {source:String} AND request = {request:String}
                AND ({table:String} = '' OR source_table IN ({table:String}, concat('public.', {table:String})))
                AND (source_table, ordinal) > ({afterTable:String}, {afterPlace:Int64})
            ORDER BY source_table, ordinal
            LIMIT {limit:UInt32}
            """;

    private final WarehouseReader warehouse;

    public VerificationQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    record Stored(
            String table,
            String verdictText,
            boolean isEqual,
            String reason,
            String detail,
            long sourceRows,
            long warehouseRows,
            long different,
            long undecided,
            long repaired,
            List<String> repairs,
            String lsnText,
            double seconds,
            double sourceSeconds,
            Map<String, String> protectedColumns,
            String request,
            Instant at) {
        TableVerdict verdict() {
            long lsn = Long.parseUnsignedLong(lsnText);
            return new TableVerdict(
                    table,
                    kind(),
                    isEqual,
                    reason.isEmpty() && repairs.isEmpty() ? detail : reason,
                    sourceRows,
                    warehouseRows,
                    different,
                    undecided,
                    repaired,
                    repairs,
                    lsn == 0 ? null : Lsn.format(lsn),
                    seconds,
                    sourceSeconds,
                    protectedColumns,
                    request.isEmpty() ? null : request,
                    at);
        }

        /** Rows of an earlier version have no verdict. */
        private String kind() {
            if (!verdictText.isEmpty()) {
                return verdictText;
            }
            return isEqual ? "equal" : different > repaired ? "different" : "undecided";
        }
    }

    /** The verdicts of one request, by table. A run that another controller began again counts once. */
    public List<TableVerdict> ofRequest(String request) {
        return verdicts(
                "WHERE source = {source:String} AND request = {request:String}"
                        + " ORDER BY source_table, number DESC LIMIT 1 BY source_table",
                Map.of("request", request));
    }

    /** The latest ones of a table, the latest first. */
    public List<TableVerdict> ofTable(String table, int limit) {
        return verdicts(
                "WHERE source = {source:String} AND source_table = {table:String}"
                        + " ORDER BY number DESC, at DESC LIMIT {limit:UInt32}",
                Map.of("table", table, "limit", limit));
    }

    private List<TableVerdict> verdicts(String where, Map<String, ?> parameters) {
        return warehouse.rows(Stored.class, VERDICTS + where, parameters).stream()
                .map(Stored::verdict)
                .toList();
    }

    record Row(
            String table,
            long place,
            String key,
            String kind,
            List<String> columns,
            String sourceRow,
            String warehouseRow) {}

    /**
     * A difference and its place in the list.
     *
     * @param place of those of its table, from 0
     */
    public record Placed(RowDifference difference, long place) {}

    /**
     * Rows that differed, by table, one more than {@code limit} where there are others.
     *
     * @param table only of this table; empty for all
     * @param afterTable the table of the last one before; empty from the start
     * @param afterPlace its place; -1 from the start
     */
    public List<Placed> differences(String request, String table, String afterTable, long afterPlace, int limit) {
        return warehouse
                .rows(
                        Row.class,
                        DIFFERENCES,
                        Map.of(
                                "request",
                                request,
                                "table",
                                table,
                                "afterTable",
                                afterTable,
                                "afterPlace",
                                afterPlace,
                                "limit",
                                limit + 1))
                .stream()
                .map(row -> new Placed(
                        new RowDifference(
                                row.table(),
                                json(row.key()),
                                row.kind(),
                                row.columns(),
                                object(row.sourceRow()),
                                object(row.warehouseRow())),
                        row.place()))
                .toList();
    }

    private static @Nullable JsonNode object(String text) {
        JsonNode json = text.isEmpty() ? null : json(text);
        return json == null || json.isNull() ? null : json;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }
}
