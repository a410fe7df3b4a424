package io.millrace.ops.warehouse;

import io.millrace.core.error.DeadLetterId;
import io.millrace.ops.api.deadletter.CodeCount;
import io.millrace.ops.api.deadletter.DeadLetterAction;
import io.millrace.ops.api.deadletter.DeadLetterGroup;
import io.millrace.ops.api.deadletter.DeadLetterPage;
import io.millrace.ops.api.deadletter.DeadLetterRequest;
import io.millrace.ops.api.deadletter.DeadLetterSummary;
import io.millrace.ops.api.deadletter.DeadLetters;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The changes that could not land. */
public final class DeadLetterQueries {
    private static final String SUMMARY = """
            topic, partition, `offset`, `index`, logged_at AS loggedAt, recorded_at AS recordedAt, code, reason, advice,
                nullIf(source_table, '') AS table, if(version = 0, NULL, toString(version)) AS versionText, status, attempts,
                length(key) AS keyBytes, length(value) AS valueBytes
            """;

    private static final String LATEST_FIRST =
            " ORDER BY logged_at DESC, partition DESC, `offset` DESC, `index` DESC LIMIT {limit:UInt32}";
    private static final String FROM =
            " FROM millrace.dead_letters WHERE source = {source:String} AND topic = {topic:String}";
    private static final String IDENTITY =
            " AND partition = {partition:UInt32} AND `offset` = {offset:UInt64} AND `index` = {index:UInt32}";
    private static final String ONE = FROM + IDENTITY;
    private static final String BY_CODE =
            "SELECT code, count() AS deadLetters, countIf(status = 'open') AS open, max(recorded_at) AS lastAt" + FROM
                    + " GROUP BY code ORDER BY open DESC, code";
    private static final int LATEST = 5;

    private final WarehouseReader warehouse;
    private final String topic;

    /** @param topic the change stream that the dead letters come from */
    public DeadLetterQueries(WarehouseReader warehouse, String topic) {
        this.warehouse = warehouse;
        this.topic = topic;
    }

    record CodeRow(String code, long deadLetters, long open, Instant lastAt) {}

    record Total(long deadLetters) {}

    record DeadLetterRow(
            String topic,
            int partition,
            long offset,
            int index,
            Instant loggedAt,
            Instant recordedAt,
            String code,
            String reason,
            String advice,
            @Nullable String table,
            @Nullable String versionText,
            String status,
            long attempts,
            long keyBytes,
            long valueBytes) {
        DeadLetterSummary summary() {
            return new DeadLetterSummary(
                    topic,
                    partition,
                    offset,
                    index,
                    loggedAt,
                    recordedAt,
                    code,
                    reason,
                    advice,
                    table,
                    versionText,
                    status,
                    attempts,
                    keyBytes,
                    valueBytes);
        }
    }

    /** The start of a payload; Jackson decodes the base64. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Start(byte[] keyStart, byte[] valueStart) {}

    /** The number of dead letters, and the latest few. */
    public DeadLetters overview() {
        List<CodeRow> codes = warehouse.rows(CodeRow.class, BY_CODE, Map.of("topic", topic));
        long total = codes.stream().mapToLong(CodeRow::deadLetters).sum();
        return new DeadLetters(
                codes.stream().mapToLong(CodeRow::open).sum(),
                total,
                codes.stream().map(CodeRow::lastAt).max(Instant::compareTo).orElse(null),
                codes.stream()
                        .filter(row -> row.open() > 0)
                        .map(row -> new CodeCount(row.code(), row.open()))
                        .toList(),
                total == 0 ? List.of() : deadLetters("", Map.of("topic", topic, "limit", LATEST)));
    }

    public DeadLetterPage page(DeadLetterFilter filter) {
        Map<String, Object> parameters = new HashMap<>(Map.of("topic", topic, "limit", filter.limit() + 1));
        String where = "";
        if (filter.code() != null) {
            where += " AND code = {code:String}";
            parameters.put("code", filter.code());
        }
        if (filter.table() != null) {
            where += " AND source_table = {table:String}";
            parameters.put("table", filter.table());
        }
        if (filter.status() != null) {
            where += " AND status = {status:String}";
            parameters.put("status", filter.status());
        }
        long total = warehouse
                .rows(Total.class, "SELECT count() AS deadLetters" + FROM + where, parameters)
                .get(0)
                .deadLetters();
        if (filter.before() != null) {
            where += " AND (toUnixTimestamp64Milli(logged_at), partition, `offset`, `index`)"
                    + " < ({millis:Int64}, {partition:UInt32}, {offset:UInt64}, {index:UInt32})";
            parameters.put("millis", filter.before().loggedAtMillis());
            parameters.put("partition", filter.before().partition());
            parameters.put("offset", filter.before().offset());
            parameters.put("index", filter.before().index());
        }
        List<DeadLetterSummary> deadLetters = deadLetters(where, parameters);
        if (deadLetters.size() <= filter.limit()) {
            return new DeadLetterPage(total, deadLetters, null);
        }
        List<DeadLetterSummary> page = deadLetters.subList(0, filter.limit());
        DeadLetterSummary last = page.get(page.size() - 1);
        return new DeadLetterPage(
                total,
                page,
                new DeadLetterFilter.Cursor(
                                last.loggedAt().toEpochMilli(), last.partition(), last.offset(), last.index())
                        .toString());
    }

    public Optional<DeadLetterSummary> deadLetter(DeadLetterId id) {
        return warehouse.rows(DeadLetterRow.class, "SELECT " + SUMMARY + ONE, identity(id)).stream()
                .findFirst()
                .map(DeadLetterRow::summary);
    }

    /** The first bytes of key and value of a dead letter that exists. */
    public Start start(DeadLetterId id, int bytes) {
        Map<String, Object> parameters = new HashMap<>(identity(id));
        parameters.put("bytes", bytes);
        String sql = "SELECT base64Encode(substring(key, 1, {bytes:UInt32})) AS keyStart,"
                + " base64Encode(substring(value, 1, {bytes:UInt32})) AS valueStart";
        return warehouse.rows(Start.class, sql + ONE, parameters).get(0);
    }

    /** @param value true: the record's value, false: its key */
    public void whole(DeadLetterId id, boolean value, OutputStream out) {
        warehouse.blob("SELECT " + (value ? "value" : "key") + ONE, identity(id), out);
    }

    private static final String GROUPS =
            "SELECT code, nullIf(source_table, '') AS table, any(advice) AS advice, any(reason) AS reason,"
                    + " countIf(status = 'open') AS open, countIf(status = 'replayed') AS replayed,"
                    + " countIf(status = 'resolved') AS resolved, countIf(status = 'discarded') AS discarded,"
                    + " min(recorded_at) AS firstAt, max(recorded_at) AS lastAt" + FROM
                    + " GROUP BY code, source_table ORDER BY open DESC, code, source_table";

    /** All dead letters by error code and table, those with most open ones first. */
    public List<DeadLetterGroup> groups() {
        return warehouse.rows(DeadLetterGroup.class, GROUPS, Map.of("topic", topic));
    }

    record Headers(Map<String, String> headers) {}

    /** The record's headers as text. */
    public Map<String, String> headers(DeadLetterId id) {
        return warehouse
                .rows(Headers.class, "SELECT headers" + ONE, identity(id))
                .get(0)
                .headers();
    }

    private static final String ACTIONS = "SELECT at, request, action, who, via, note, nullIf(code, '') AS code,"
            + " nullIf(reason, '') AS reason, edited,"
            + " if(edited AND isValidUTF8(value), substring(value, 1, 65536), NULL) AS editedValue"
            + " FROM millrace.dead_letter_actions FINAL WHERE source = {source:String} AND topic = {topic:String}"
            + IDENTITY + " ORDER BY number, at, action";

    /** The actions on a dead letter, oldest first. */
    public List<DeadLetterAction> actions(DeadLetterId id) {
        return warehouse.rows(DeadLetterAction.class, ACTIONS, identity(id));
    }

    record RequestRow(long asked, long landed, long failed) {}

    /** How a request to replay progresses; empty if there is none of that name. */
    public Optional<DeadLetterRequest> request(String request) {
        RequestRow row = warehouse
                .rows(
                        RequestRow.class,
                        "SELECT countIf(action = 'replay') AS asked, countIf(action = 'landed') AS landed,"
                                + " countIf(action = 'failed') AS failed FROM millrace.dead_letter_actions FINAL"
                                + " WHERE source = {source:String} AND topic = {topic:String} AND request = {request:String}",
                        Map.of("topic", topic, "request", request))
                .get(0);
        return row.asked() == 0
                ? Optional.empty()
                : Optional.of(new DeadLetterRequest(
                        request,
                        row.asked(),
                        row.landed(),
                        row.failed(),
                        Math.max(0, row.asked() - row.landed() - row.failed())));
    }

    private List<DeadLetterSummary> deadLetters(String where, Map<String, ?> parameters) {
        return warehouse
                .rows(DeadLetterRow.class, "SELECT " + SUMMARY + FROM + where + LATEST_FIRST, parameters)
                .stream()
                .map(DeadLetterRow::summary)
                .toList();
    }

    private Map<String, Object> identity(DeadLetterId id) {
        return Map.of("topic", topic, "partition", id.partition(), "offset", id.offset(), "index", id.index());
    }
}
