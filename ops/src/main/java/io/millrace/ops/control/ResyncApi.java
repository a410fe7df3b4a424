package io.millrace.ops.control;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.ops.api.control.RequestReport;
import io.millrace.ops.api.control.ResyncBody;
import io.millrace.ops.api.control.ResyncReport;
import io.millrace.ops.api.control.TableLoad;
import io.millrace.ops.http.ApiFailure;
import io.millrace.ops.http.Body;
import io.millrace.ops.http.LongPoll;
import io.millrace.ops.http.RequestParameters;
import io.millrace.ops.http.Responses;
import io.millrace.ops.http.Route;
import io.millrace.ops.warehouse.LoadQueries;
import io.millrace.ops.warehouse.RequestFilter;
import io.millrace.ops.warehouse.RequestQueries;
import java.io.IOException;
import java.util.List;

/** Loading tables again. */
public final class ResyncApi {
    private static final String PATH = "/api/resyncs";
    private static final List<String> KINDS = List.of(ControlRequest.Kind.RESYNC.text());

    private final RequestSender sender;
    private final RequestQueries requests;
    private final LoadQueries loads;
    private final LongPoll poll;

    public ResyncApi(RequestSender sender, RequestQueries requests, LoadQueries loads, LongPoll poll) {
        this.sender = sender;
        this.requests = requests;
        this.loads = loads;
        this.poll = poll;
    }

    public List<Route> routes() {
        return List.of(
                new Route(HandlerType.POST, PATH, this::ask),
                new Route(PATH, this::list),
                new Route(PATH + "/{id}", this::resync));
    }

    private void ask(Context request) throws IOException {
        ResyncBody body = Body.read(request, ResyncBody.class);
        List<String> tables = ControlAnswers.tables(body.tables());
        if (tables.isEmpty() != Boolean.TRUE.equals(body.all())) {
            throw ApiFailure.badRequest("Say which tables: \"tables\", or \"all\": true for all that are captured.");
        }
        String where = body.where() == null ? "" : body.where().strip();
        if (body.where() != null && where.isEmpty()) {
            throw ApiFailure.badRequest("The condition in \"where\" is blank.");
        }
        if (!where.isEmpty() && tables.size() != 1) {
            throw ApiFailure.badRequest("A condition in \"where\" is for exactly one table.");
        }
        Asker asker = Asker.of(request, body.by(), body.client(), body.note());
        RequestSender.Sent sent = sender.send(
                ControlRequest.Kind.RESYNC,
                tables,
                ControlRequest.Options.ofResync(where, reason(asker)),
                asker,
                ControlAnswers.idempotencyKey(request));
        ControlAnswers.accepted(request, sent, PATH, report(RequestApi.find(requests, sent.id())));
    }

    /** Shown beside the load of the table. */
    private static String reason(Asker asker) {
        String who = asker.name().isEmpty() ? "it was asked for by " + asker.client() : "asked for by " + asker.name();
        return asker.note().isEmpty() ? who : who + ": " + asker.note();
    }

    private void list(Context request) {
        RequestFilter filter = ControlAnswers.filter(request, KINDS);
        List<RequestReport> read = requests.list(filter);
        Responses.json(
                request,
                new ResyncReport.Page(
                        ControlAnswers.page(read, filter.limit()).stream()
                                .map(each -> ResyncReport.of(each, List.of()))
                                .toList(),
                        ControlAnswers.next(read, filter.limit(), RequestApi::cursor)));
    }

    private void resync(Context request) throws InterruptedException {
        String id = request.pathParam("id");
        int wait = RequestParameters.query(request, "wait", 0, 0, LongPoll.MOST_MILLIS);
        RequestReport seen = poll.until(RequestReport::ended, wait, () -> find(id));
        Responses.json(request, report(seen));
    }

    private RequestReport find(String id) {
        RequestReport found = RequestApi.find(requests, id);
        if (!KINDS.contains(found.kind())) {
            throw ApiFailure.notFound(
                    "The request " + id + " is to " + found.kind() + ": see /api/requests/" + id + ".");
        }
        return found;
    }

    private ResyncReport report(RequestReport request) {
        List<TableLoad> ofRequest = request.state().equals("queued") ? List.of() : loads.ofRequest(request.id());
        return ResyncReport.of(request, ofRequest);
    }
}
