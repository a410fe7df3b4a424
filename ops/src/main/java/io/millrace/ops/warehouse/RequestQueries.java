package io.millrace.ops.warehouse;

import static java.util.stream.Collectors.joining;

import io.millrace.ops.api.control.RequestReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests and how they progress: who asked is in {@code millrace.audit}, which ops writes, the rest in {@code
 * millrace.control_requests}, which the active controller writes once it has taken the request.
 */
public final class RequestQueries {
    /** The controller takes a request within a second. */
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(15);

    private static final String REQUESTS = """
            SELECT * FROM
            (
                SELECT if(c.id = '', a.id, c.id) AS id,
                    toString(if(c.id = '', a.kind, c.kind)) AS kind,
                    multiIf(c.id != '', toString(c.state), toString(a.outcome) = 'refused', 'failed', 'queued') AS state,
                    c.id != '' AS isTaken,
                    if(c.id = '', a.tables, c.tables) AS tables,
                    if(c.id = '', a.`where`, c.`where`) AS condition,
                    if(a.id = '', c.reason, a.note) AS note,
                    if(a.id = '', c.asked_by, a.asked_by) AS askedBy,
                    if(a.id = '', c.asked_at, a.asked_at) AS askedAt,
                    c.detail AS progress,
                    if(c.id = '', a.detail, c.error) AS error,
                    c.started_at AS startedAt,
                    c.ended_at AS endedAt
                FROM (SELECT * FROM millrace.audit FINAL WHERE source = {source:String}) AS a
                FULL OUTER JOIN (SELECT * FROM millrace.control_requests FINAL WHERE source = {source:String}) AS c
                ON a.id = c.id
            )
            """;

    private final WarehouseReader warehouse;
    private final Clock clock;

    public RequestQueries(WarehouseReader warehouse, Clock clock) {
        this.warehouse = warehouse;
        this.clock = clock;
    }

    record Stored(
            String id,
            String kind,
            String state,
            boolean isTaken,
            List<String> tables,
            String condition,
            String note,
            String askedBy,
            Instant askedAt,
            String progress,
            String error,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {
        RequestReport report(Instant now) {
            return new RequestReport(
                    id,
                    kind,
                    state,
                    tables,
                    orNull(condition),
                    orNull(note),
                    askedBy,
                    askedAt,
                    isTaken ? progress : waiting(now),
                    orNull(error),
                    startedAt,
                    endedAt);
        }

        private String waiting(Instant now) {
            return state.equals("queued") && askedAt.plus(TAKEN_WITHIN).isBefore(now)
                    ? "no controller has taken the request yet: see whether one runs and is active"
                    : "";
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** One page; one request more than the limit says that there are others. */
    public List<RequestReport> list(RequestFilter filter) {
        Map<String, Object> parameters = new HashMap<>();
        String where = "WHERE 1";
        if (!filter.kinds().isEmpty()) {
            where += " AND kind IN ("
                    + filter.kinds().stream().map(WarehouseSql::literal).collect(joining(", ")) + ")";
        }
        if (filter.state() != null) {
            where += " AND state = {state:String}";
            parameters.put("state", filter.state());
        }
        if (filter.table() != null) {
            where += " AND hasAny(tables, [{table:String}, concat('public.', {table:String})])";
            parameters.put("table", filter.table());
        }
        RequestFilter.Cursor after = filter.after();
        if (after != null) {
            where += " AND (toUnixTimestamp64Milli(askedAt), id) < ({millis:Int64}, {after:String})";
            parameters.put("millis", after.askedAtMillis());
            parameters.put("after", after.id());
        }
        parameters.put("limit", filter.limit() + 1);
        return read(where + " ORDER BY askedAt DESC, id DESC LIMIT {limit:UInt32}", parameters);
    }

    /** Empty if no request has this id. */
    public Optional<RequestReport> request(String id) {
        return read("WHERE id = {id:String}", Map.of("id", id)).stream().findFirst();
    }

    /** The latest request to pause or resume the whole capture. */
    public Optional<RequestReport> latestOfCapture() {
        return read(
                        "WHERE kind IN ('pause', 'resume') AND empty(tables) ORDER BY askedAt DESC, id DESC LIMIT 1",
                        Map.of())
                .stream()
                .findFirst();
    }

    private List<RequestReport> read(String where, Map<String, ?> parameters) {
        Instant now = clock.instant();
        return warehouse.rows(Stored.class, REQUESTS + where, parameters).stream()
                .map(stored -> stored.report(now))
                .toList();
    }
}
