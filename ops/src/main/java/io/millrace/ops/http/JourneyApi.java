package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.ops.api.flow.Journey;
import io.millrace.ops.warehouse.JourneyQueries;
import io.millrace.ops.warehouse.JourneyQueries.KeyColumn;
import io.millrace.ops.warehouse.MirroredTable;
import io.millrace.ops.warehouse.TableQueries;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** The journey of one row; can wait for it. */
public final class JourneyApi {
    private static final int MOST_WAIT_MILLIS = 15_000;
    private static final long POLL_MILLIS = 25;
    private static final long TABLE_POLL_MILLIS = 250;

    /** Each one queries the warehouse forty times a second: beyond this limit requests do not wait. */
    private static final int MOST_WAITING = 16;

    private final TableQueries tables;
    private final JourneyQueries journeys;
    private final String source;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    /** @param source the source's name */
    public JourneyApi(TableQueries tables, JourneyQueries journeys, String source) {
        this.tables = tables;
        this.journeys = journeys;
        this.source = source;
    }

    public List<Route> routes() {
        return List.of(new Route("/api/journeys/{table}/{key}", this::journey));
    }

    private void journey(Context request) throws InterruptedException {
        String table = request.pathParam("table");
        String key = request.pathParam("key");
        int wait = RequestParameters.query(request, "wait", 0, 0, MOST_WAIT_MILLIS);
        boolean mayWait = wait > 0 && waiting.tryAcquire();
        try {
            Responses.json(request, journey(table, key, mayWait ? wait : 0));
        } finally {
            if (mayWait) {
                waiting.release();
            }
        }
    }

    private Journey journey(String table, String key, long waitMillis) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMillis(waitMillis).toNanos();
        MirroredTable mirrored = poll(() -> mirrored(table), TABLE_POLL_MILLIS, deadline)
                .orElseThrow(() -> ApiFailure.notFound("The warehouse has no table of that name (yet)."));
        KeyColumn column = keyColumn(mirrored);
        if (!journeys.fits(column, key)) {
            throw ApiFailure.badRequest("The key of " + mirrored.table() + " is of type " + column.type() + ".");
        }
        return poll(() -> journeys.journey(mirrored, column, key), POLL_MILLIS, deadline)
                .orElseGet(() -> Journey.notYet(mirrored.table(), key));
    }

    private Optional<MirroredTable> mirrored(String table) {
        return tables.mirrored(source).stream()
                .filter(mirrored ->
                        mirrored.table().equals(table) || mirrored.table().equals("public." + table))
                .findFirst();
    }

    private KeyColumn keyColumn(MirroredTable table) {
        List<KeyColumn> key = journeys.keyOf(table);
        if (key.size() != 1) {
            throw ApiFailure.badRequest("Table " + table.table() + " has a key of " + key.size()
                    + " columns; journeys are for keys of one column.");
        }
        return key.get(0);
    }

    private static <T> Optional<T> poll(Supplier<Optional<T>> attempt, long pauseMillis, long deadlineNanos)
            throws InterruptedException {
        Optional<T> found = attempt.get();
        while (found.isEmpty() && System.nanoTime() + pauseMillis * 1_000_000 < deadlineNanos) {
            Thread.sleep(pauseMillis);
            found = attempt.get();
        }
        return found;
    }
}
