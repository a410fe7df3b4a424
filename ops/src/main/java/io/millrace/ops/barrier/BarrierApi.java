package io.millrace.ops.barrier;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.ops.api.control.BarrierBody;
import io.millrace.ops.api.control.BarrierReport;
import io.millrace.ops.http.ApiFailure;
import io.millrace.ops.http.Body;
import io.millrace.ops.http.LongPoll;
import io.millrace.ops.http.RequestParameters;
import io.millrace.ops.http.Responses;
import io.millrace.ops.http.Route;
import io.millrace.postgres.Lsn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Waiting until the warehouse has what the source had. */
public final class BarrierApi {
    private static final String PATH = "/api/barriers";
    private static final Pattern ID = Pattern.compile("[0-9A-F]{16}");
    private static final Pattern LSN = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");
    private static final int MOST_WAITING = 32;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Barriers barriers;
    private final LongPoll poll = new LongPoll(MOST_WAITING, PAUSE);

    public BarrierApi(Barriers barriers) {
        this.barriers = barriers;
    }

    public List<Route> routes() {
        return List.of(new Route(HandlerType.POST, PATH, this::create), new Route(PATH + "/{id}", this::barrier));
    }

    private void create(Context request) throws IOException {
        String lsn = Body.read(request, BarrierBody.class).lsn();
        if (lsn != null && !LSN.matcher(lsn).matches()) {
            throw ApiFailure.badRequest("lsn is written as Postgres does, such as 0/1A2B3C8.");
        }
        BarrierReport made = lsn == null ? barriers.mark() : barriers.at(Lsn.parse(lsn));
        Responses.located(request, 201, PATH + "/" + made.id(), made);
    }

    private void barrier(Context request) throws InterruptedException {
        String id = request.pathParam("id");
        if (!ID.matcher(id).matches()) {
            throw ApiFailure.badRequest("The id of a barrier has 16 hexadecimal digits, in upper case.");
        }
        int wait = RequestParameters.query(request, "wait", 0, 0, LongPoll.MOST_MILLIS);
        Responses.json(request, poll.until(BarrierReport::ended, wait, () -> barriers.look(id)));
    }
}
