package io.millrace.controller.request;

import io.millrace.clickhouse.bookkeeping.ControlRequestTable;
import io.millrace.kafka.control.ControlConsumer;
import io.millrace.kafka.control.ControlRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is not done, and how it stands. Not thread-safe. */
final class OpenRequest {
    private final ControlConsumer.Received received;
    private final ControlRequest request;
    private final String source;
    private final RequestStatus status;
    private final Clock clock;
    private List<String> tables;
    private List<String> loads = List.of();
    private String state = ControlRequestTable.QUEUED;
    private String detail = "";
    private String error = "";
    private @Nullable Instant startedAt;

    /** @param source the source's name */
    OpenRequest(
            ControlConsumer.Received received,
            ControlRequest request,
            String source,
            RequestStatus status,
            Clock clock) {
        this.received = received;
        this.request = request;
        this.source = source;
        this.status = status;
        this.clock = clock;
        this.tables = request.tables();
    }

    ControlConsumer.Received received() {
        return received;
    }

    ControlRequest request() {
        return request;
    }

    String id() {
        return request.id();
    }

    List<String> loads() {
        return loads;
    }

    boolean isOver() {
        return state.equals(ControlRequestTable.DONE) || state.equals(ControlRequestTable.FAILED);
    }

    /** For display: what has become of it. */
    String outcome() {
        return state + (error.isEmpty() ? detail.isEmpty() ? "" : ", " + detail : ", " + error);
    }

    /** It waits. */
    void queued(String why) {
        state = ControlRequestTable.QUEUED;
        detail = why;
        put(null);
    }

    /** It begins to run, or runs on in another process. */
    void running(List<String> whichTables, List<String> whichLoads, String how) {
        state = ControlRequestTable.RUNNING;
        startedAt = startedAt == null ? clock.instant() : startedAt;
        tables = List.copyOf(whichTables);
        loads = List.copyOf(whichLoads);
        detail = how;
        put(null);
    }

    /** How far it is. */
    void progress(String how) {
        if (!detail.equals(how)) {
            detail = how;
            put(null);
        }
    }

    void done(String what) {
        state = ControlRequestTable.DONE;
        detail = what;
        put(clock.instant());
    }

    /** @param why and what to do, in a sentence */
    void failed(String why) {
        state = ControlRequestTable.FAILED;
        error = why;
        put(clock.instant());
    }

    private void put(@Nullable Instant endedAt) {
        status.put(new ControlRequestTable.Entry(
                source,
                request.id(),
                request.kind().text(),
                tables,
                request.options().where(),
                request.options().reason(),
                request.options().json(),
                request.askedBy(),
                request.askedAt(),
                state,
                detail,
                error,
                loads,
                startedAt,
                endedAt));
    }
}
