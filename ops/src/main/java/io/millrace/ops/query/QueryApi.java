package io.millrace.ops.query;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.RefusedStatementException;
import io.millrace.ops.api.Problem;
import io.millrace.ops.api.control.QueryBody;
import io.millrace.ops.http.ApiFailure;
import io.millrace.ops.http.Body;
import io.millrace.ops.http.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** Asking the warehouse, read-only and within limits. */
public final class QueryApi {
    /** How long a statement may take; the client waits a little longer than the server. */
    public static final Duration PATIENCE = Duration.ofSeconds(65);

    private static final String SERVER_SECONDS = "60";
    private static final String MOST_ROWS = "1000000";
    private static final long MOST_BYTES = 64L << 20;
    private static final int IN_MEMORY = 1 << 20;
    private static final int LONGEST = 100_000;
    private static final int AT_A_TIME = 4;
    private static final int SHOWN = 4_000;
    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9]{1,64}");

    /** ClickHouse's numbers of errors: the time is over; too many rows or bytes; nobody is logged in; too much at a time. */
    private static final Set<Integer> SLOW = Set.of(159, 160);

    private static final Set<Integer> LARGE = Set.of(158, 307, 396);
    private static final Set<Integer> LOGIN = Set.of(192, 193, 194, 516);
    private static final Set<Integer> BUSY = Set.of(202, 241, 439);

    private static final Map<String, String> LIMITS = Map.of(
            "max_execution_time",
            SERVER_SECONDS,
            "max_result_rows",
            MOST_ROWS,
            "max_result_bytes",
            Long.toString(MOST_BYTES),
            "result_overflow_mode",
            "throw",
            "readonly",
            "2",
            "cancel_http_readonly_queries_on_client_close",
            "1");

    private final Optional<ClickHouseClient> reader;
    private final Semaphore places = new Semaphore(AT_A_TIME);

    /** @param reader logs in as one who may only read; empty if ops has no such login */
    public QueryApi(Optional<ClickHouseClient> reader) {
        this.reader = reader;
    }

    public List<Route> routes() {
        return List.of(new Route(HandlerType.POST, "/api/query", this::query));
    }

    private void query(Context request) throws IOException {
        QueryBody body = Body.read(request, QueryBody.class);
        String sql = body.sql() == null ? "" : body.sql().strip();
        if (sql.isEmpty() || sql.length() > LONGEST) {
            throw ApiFailure.badRequest("\"sql\" is a statement of 1 to " + LONGEST + " characters.");
        }
        String format = body.format() == null ? "TSV" : body.format();
        if (!FORMAT.matcher(format).matches()) {
            throw ApiFailure.badRequest(
                    "\"format\" is the name of a format of ClickHouse, such as TSV or JSONEachRow.");
        }
        ClickHouseClient client = reader.orElseThrow(() -> ApiFailure.of(
                Problem.Code.READER_NOT_CONFIGURED,
                "Ops asks people's statements only by a login that may only read: make one in ClickHouse and set"
                        + " MILLRACE_WAREHOUSE_READER_URL for ops."));
        if (!places.tryAcquire()) {
            throw ApiFailure.unavailable(AT_A_TIME + " statements run already. Try again in a moment.");
        }
        try {
            answer(request, client, sql, format);
        } finally {
            places.release();
        }
    }

    private static void answer(Context request, ClickHouseClient client, String sql, String format) throws IOException {
        BoundedResult result = new BoundedResult(IN_MEMORY, MOST_BYTES);
        try {
            client.ask(sql, format, LIMITS, result);
            request.contentType(contentType(format)).result(result.read());
        } catch (RefusedStatementException e) {
            throw failure(e);
        } catch (IllegalArgumentException e) {
            throw ApiFailure.badRequest(
                    "\"format\": " + format + " is no format that ops knows; take TSV, CSVWithNames,"
                            + " JSONEachRow, PrettyCompact or Vertical.");
        } finally {
            result.discard();
        }
    }

    private static ApiFailure failure(RefusedStatementException e) {
        String words = String.valueOf(e.getMessage()).strip();
        String shown = words.length() > SHOWN ? words.substring(0, SHOWN) + "…" : words;
        if (SLOW.contains(e.number())) {
            return ApiFailure.of(
                    Problem.Code.QUERY_TOO_SLOW,
                    "The statement took longer than " + SERVER_SECONDS + " s: ask for less, or ask ClickHouse itself.");
        }
        if (LARGE.contains(e.number())) {
            return ApiFailure.of(
                    Problem.Code.QUERY_TOO_LARGE,
                    "The result has more than " + MOST_ROWS + " rows or " + (MOST_BYTES >> 20)
                            + " MiB: ask for less, or ask ClickHouse itself. " + shown);
        }
        if (LOGIN.contains(e.number())) {
            return ApiFailure.of(
                    Problem.Code.READER_NOT_CONFIGURED,
                    "ClickHouse does not let the login of MILLRACE_WAREHOUSE_READER_URL in: " + shown);
        }
        return ApiFailure.of(
                BUSY.contains(e.number()) ? Problem.Code.WAREHOUSE_UNAVAILABLE : Problem.Code.QUERY_REFUSED, shown);
    }

    private static String contentType(String format) {
        String name = format.toLowerCase(Locale.ROOT);
        if (name.startsWith("json")) {
            return name.contains("eachrow") ? "application/x-ndjson" : "application/json";
        }
        if (name.startsWith("csv")) {
            return "text/csv; charset=utf-8";
        }
        if (name.startsWith("tsv") || name.startsWith("tabseparated")) {
            return "text/tab-separated-values; charset=utf-8";
        }
        return name.startsWith("pretty") || name.startsWith("vertical") || name.startsWith("markdown")
                ? "text/plain; charset=utf-8"
                : "application/octet-stream";
    }
}
