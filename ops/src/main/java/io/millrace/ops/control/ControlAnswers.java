package io.millrace.ops.control;

import io.javalin.http.Context;
import io.millrace.ops.http.ApiFailure;
import io.millrace.ops.http.RequestParameters;
import io.millrace.ops.http.Responses;
import io.millrace.ops.warehouse.RequestFilter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all APIs of requests have in common: the idempotency key, pages, the answer to a request that was accepted. */
final class ControlAnswers {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,128}");
    private static final Set<String> STATES = Set.of("queued", "running", "done", "failed");
    private static final int MOST_TABLES = 500;
    private static final int MOST_LIMIT = 500;

    private ControlAnswers() {}

    /** @throws ApiFailure if the header is none that can be a key */
    static Optional<String> idempotencyKey(Context request) {
        String key = request.header("Idempotency-Key");
        if (key != null && !KEY.matcher(key).matches()) {
            throw ApiFailure.badRequest("Idempotency-Key has 1 to 128 visible ASCII characters.");
        }
        return Optional.ofNullable(key);
    }

    /** The names of tables in a body. */
    static List<String> tables(@Nullable List<String> names) {
        if (names == null) {
            return List.of();
        }
        if (names.size() > MOST_TABLES) {
            throw ApiFailure.badRequest("Name up to " + MOST_TABLES + " tables; to take all, name none.");
        }
        return names.stream().map(ControlAnswers::table).distinct().toList();
    }

    /** Jackson lets null through. */
    private static String table(@Nullable String name) {
        String table = name == null ? "" : name.strip();
        if (table.isEmpty()) {
            throw ApiFailure.badRequest("The name of a table is empty.");
        }
        return table;
    }

    /** Accepted, not yet carried out. */
    static void accepted(Context request, RequestSender.Sent sent, String path, Object answer) {
        if (sent.replayed()) {
            request.header("Idempotency-Replayed", "true");
        }
        Responses.located(request, 202, path + "/" + sent.id(), answer);
    }

    /** The parameters of a list: state, table, limit, cursor. */
    static RequestFilter filter(Context request, List<String> kinds) {
        String state = request.queryParam("state");
        if (state != null && !STATES.contains(state)) {
            throw ApiFailure.badRequest("state is one of queued, running, done and failed.");
        }
        String cursor = request.queryParam("cursor");
        return new RequestFilter(
                kinds,
                state,
                request.queryParam("table"),
                RequestParameters.query(request, "limit", 50, 1, MOST_LIMIT),
                cursor == null ? null : RequestFilter.Cursor.parse(cursor).orElseThrow(ControlAnswers::noCursor));
    }

    static ApiFailure noCursor() {
        return ApiFailure.badRequest("cursor must be the \"next\" of the previous page.");
    }

    /** What a page has of a list that was read with one more than its limit. */
    static <T> List<T> page(List<T> read, int limit) {
        return read.subList(0, Math.min(limit, read.size()));
    }

    /** Where the next page begins; null if this one is the last. */
    static <T> @Nullable String next(List<T> read, int limit, Function<T, String> cursor) {
        return read.size() > limit ? cursor.apply(read.get(limit - 1)) : null;
    }
}
