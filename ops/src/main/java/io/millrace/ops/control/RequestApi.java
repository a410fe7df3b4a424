package io.millrace.ops.control;

import io.javalin.http.Context;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.ops.api.control.RequestReport;
import io.millrace.ops.http.ApiFailure;
import io.millrace.ops.http.LongPoll;
import io.millrace.ops.http.RequestParameters;
import io.millrace.ops.http.Responses;
import io.millrace.ops.http.Route;
import io.millrace.ops.warehouse.RequestFilter;
import io.millrace.ops.warehouse.RequestQueries;
import java.util.List;

/** Requests of all kinds, and who asked. */
public final class RequestApi {
    private final RequestQueries requests;
    private final LongPoll poll;

    public RequestApi(RequestQueries requests, LongPoll poll) {
        this.requests = requests;
        this.poll = poll;
    }

    public List<Route> routes() {
        return List.of(new Route("/api/requests", this::list), new Route("/api/requests/{id}", this::request));
    }

    private void list(Context request) {
        String kind = request.queryParam("kind");
        if (kind != null && ControlRequest.Kind.of(kind).isEmpty()) {
            throw ApiFailure.badRequest("kind is one of resync, verify, repair, pause, resume and partitions.");
        }
        RequestFilter filter = ControlAnswers.filter(request, kind == null ? List.of() : List.of(kind));
        List<RequestReport> read = requests.list(filter);
        Responses.json(
                request,
                new RequestReport.Page(
                        ControlAnswers.page(read, filter.limit()),
                        ControlAnswers.next(read, filter.limit(), RequestApi::cursor)));
    }

    private void request(Context request) throws InterruptedException {
        String id = request.pathParam("id");
        int wait = RequestParameters.query(request, "wait", 0, 0, LongPoll.MOST_MILLIS);
        Responses.json(request, poll.until(RequestReport::ended, wait, () -> find(requests, id)));
    }

    static RequestReport find(RequestQueries requests, String id) {
        return requests.request(id).orElseThrow(() -> ApiFailure.notFound("No request has the id " + shown(id) + "."));
    }

    private static String shown(String id) {
        return ControlRequest.isId(id) ? id : "that was given";
    }

    static String cursor(RequestReport request) {
        return new RequestFilter.Cursor(request.askedAt().toEpochMilli(), request.id()).toString();
    }
}
