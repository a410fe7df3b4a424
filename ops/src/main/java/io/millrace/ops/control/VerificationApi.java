package io.millrace.ops.control;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.kafka.control.ControlRequest;
import io.millrace.ops.api.control.RequestReport;
import io.millrace.ops.api.control.RowDifference;
import io.millrace.ops.api.control.TableVerdict;
import io.millrace.ops.api.control.VerificationBody;
import io.millrace.ops.api.control.VerificationReport;
import io.millrace.ops.http.ApiFailure;
import io.millrace.ops.http.Body;
import io.millrace.ops.http.LongPoll;
import io.millrace.ops.http.RequestParameters;
import io.millrace.ops.http.Responses;
import io.millrace.ops.http.Route;
import io.millrace.ops.warehouse.RequestFilter;
import io.millrace.ops.warehouse.RequestQueries;
import io.millrace.ops.warehouse.VerificationQueries;
import io.millrace.ops.warehouse.VerificationQueries.Placed;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comparing source and warehouse, and repairing what differs. */
public final class VerificationApi {
    private static final String PATH = "/api/verifications";
    private static final List<String> KINDS =
            List.of(ControlRequest.Kind.VERIFY.text(), ControlRequest.Kind.REPAIR.text());
    private static final int MOST_DIFFERENCES = 1_000;
    private static final int MOST_TIMEOUT_SECONDS = 86_400;

    private final RequestSender sender;
    private final RequestQueries requests;
    private final VerificationQueries verifications;
    private final LongPoll poll;

    public VerificationApi(
            RequestSender sender, RequestQueries requests, VerificationQueries verifications, LongPoll poll) {
        this.sender = sender;
        this.requests = requests;
        this.verifications = verifications;
        this.poll = poll;
    }

    public List<Route> routes() {
        return List.of(
                new Route(HandlerType.POST, PATH, this::ask),
                new Route(PATH, this::list),
                new Route(PATH + "/{id}", this::verification),
                new Route(PATH + "/{id}/differences", this::differences));
    }

    private void ask(Context request) throws IOException {
        VerificationBody body = Body.read(request, VerificationBody.class);
        int rate = body.rowsPerSecond() == null ? 0 : body.rowsPerSecond();
        if (body.rowsPerSecond() != null && rate < 1) {
            throw ApiFailure.badRequest("rowsPerSecond must be 1 or more.");
        }
        int timeout = body.loadTimeoutSeconds() == null ? -1 : body.loadTimeoutSeconds();
        if (body.loadTimeoutSeconds() != null && (timeout < 0 || timeout > MOST_TIMEOUT_SECONDS)) {
            throw ApiFailure.badRequest("loadTimeoutSeconds must be from 0 to " + MOST_TIMEOUT_SECONDS + ".");
        }
        RequestSender.Sent sent = sender.send(
                Boolean.TRUE.equals(body.repair()) ? ControlRequest.Kind.REPAIR : ControlRequest.Kind.VERIFY,
                ControlAnswers.tables(body.tables()),
                ControlRequest.Options.ofVerify(rate, timeout),
                Asker.of(request, body.by(), body.client(), body.note()),
                ControlAnswers.idempotencyKey(request));
        ControlAnswers.accepted(request, sent, PATH, report(RequestApi.find(requests, sent.id())));
    }

    private void list(Context request) {
        RequestFilter filter = ControlAnswers.filter(request, KINDS);
        List<RequestReport> read = requests.list(filter);
        Responses.json(
                request,
                new VerificationReport.Page(
                        ControlAnswers.page(read, filter.limit()).stream()
                                .map(each -> VerificationReport.of(each, null, List.of()))
                                .toList(),
                        ControlAnswers.next(read, filter.limit(), RequestApi::cursor)));
    }

    private void verification(Context request) throws InterruptedException {
        String id = request.pathParam("id");
        int wait = RequestParameters.query(request, "wait", 0, 0, LongPoll.MOST_MILLIS);
        RequestReport seen = poll.until(RequestReport::ended, wait, () -> find(id));
        Responses.json(request, report(seen));
    }

    private void differences(Context request) {
        String id = find(request.pathParam("id")).id();
        String table = request.queryParam("table");
        int limit = RequestParameters.query(request, "limit", 100, 1, MOST_DIFFERENCES);
        Place after = Place.parse(request.queryParam("cursor"));
        List<Placed> read =
                verifications.differences(id, table == null ? "" : table, after.table(), after.number(), limit);
        Responses.json(
                request,
                new RowDifference.Page(
                        ControlAnswers.page(read, limit).stream()
                                .map(Placed::difference)
                                .toList(),
                        ControlAnswers.next(
                                read, limit, last -> new Place(last.difference().table(), last.place()).toString())));
    }

    /** Where a page of differences ended. */
    private record Place(String table, long number) {
        static Place parse(@Nullable String cursor) {
            if (cursor == null) {
                return new Place("", -1);
            }
            int dot = cursor.indexOf('.');
            try {
                return new Place(cursor.substring(dot + 1), Long.parseLong(cursor.substring(0, Math.max(0, dot))));
            } catch (NumberFormatException e) {
                throw ControlAnswers.noCursor();
            }
        }

        @Override
        public String toString() {
            return number + "." + table;
        }
    }

    private RequestReport find(String id) {
        RequestReport found = RequestApi.find(requests, id);
        if (!KINDS.contains(found.kind())) {
            throw ApiFailure.notFound(
                    "The request " + id + " is to " + found.kind() + ": see /api/requests/" + id + ".");
        }
        return found;
    }

    private VerificationReport report(RequestReport request) {
        List<TableVerdict> verdicts =
                request.state().equals("queued") ? List.of() : verifications.ofRequest(request.id());
        return VerificationReport.of(request, verdicts.stream().allMatch(TableVerdict::equal), verdicts);
    }
}
