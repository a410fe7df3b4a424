package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.core.error.DeadLetterId;
import io.millrace.ops.api.deadletter.DeadLetterDetail;
import io.millrace.ops.api.deadletter.DeadLetterSummary;
import io.millrace.ops.warehouse.DeadLetterFilter;
import io.millrace.ops.warehouse.DeadLetterQueries;
import io.millrace.ops.warehouse.DeadLetterQueries.Start;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The records that could not land: list, one, and its bytes. */
public final class DeadLetterApi {
    private static final String ONE = "/api/dead-letters/{topic}/{partition}/{offset}";

    private final DeadLetterQueries deadLetters;
    private final String topic;

    /** @param topic the change stream that {@code deadLetters} come from */
    public DeadLetterApi(DeadLetterQueries deadLetters, String topic) {
        this.deadLetters = deadLetters;
        this.topic = topic;
    }

    public List<Route> routes() {
        return List.of(
                new Route("/api/dead-letters", this::list),
                new Route("/api/dead-letters/groups", request -> Responses.json(request, deadLetters.groups())),
                new Route("/api/dead-letters/requests/{request}", this::request),
                new Route(ONE, this::detail),
                new Route(ONE + "/{part}", this::download));
    }

    private void list(Context request) {
        String before = request.queryParam("before");
        Responses.json(
                request,
                deadLetters.page(new DeadLetterFilter(
                        request.queryParam("code"),
                        request.queryParam("table"),
                        request.queryParam("status"),
                        RequestParameters.query(request, "limit", 50, 1, 500),
                        before == null
                                ? null
                                : DeadLetterFilter.Cursor.parse(before)
                                        .orElseThrow(() -> ApiFailure.badRequest(
                                                "before must be the \"next\" of the previous page.")))));
    }

    private void detail(Context request) {
        DeadLetterId id = id(request);
        DeadLetterSummary deadLetter = deadLetter(id);
        Start start = deadLetters.start(id, PayloadText.SHOWN_BYTES);
        String path = "/api/dead-letters/" + id;
        Responses.json(
                request,
                new DeadLetterDetail(
                        deadLetter,
                        PayloadText.show(start.keyStart(), deadLetter.keyBytes(), path + "/key"),
                        PayloadText.show(start.valueStart(), deadLetter.valueBytes(), path + "/value"),
                        deadLetters.headers(id),
                        deadLetters.actions(id)));
    }

    private void request(Context request) {
        Responses.json(
                request,
                deadLetters
                        .request(request.pathParam("request"))
                        .orElseThrow(() -> ApiFailure.notFound("There is no replay request of that name.")));
    }

    /** Through a temporary file: a payload can be larger than the memory available for it. */
    private void download(Context request) throws IOException {
        String part = request.pathParam("part");
        if (!part.equals("key") && !part.equals("value")) {
            throw ApiFailure.notFound("A dead letter has a key and a value.");
        }
        DeadLetterId id = id(request);
        deadLetter(id);
        Path file = Files.createTempFile("millrace-payload-", ".bin");
        try (OutputStream out = Files.newOutputStream(file)) {
            deadLetters.whole(id, part.equals("value"), out);
        } catch (IOException | RuntimeException e) {
            Files.delete(file);
            throw e;
        }
        String name = topic + "-" + id.partition() + "-" + id.place() + "-" + part + ".bin";
        request.contentType("application/octet-stream")
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .result(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE));
    }

    private DeadLetterId id(Context request) {
        if (!request.pathParam("topic").equals(topic)) {
            throw ApiFailure.notFound("Dead letters here are of topic " + topic + ".");
        }
        long partition = RequestParameters.path(request, "partition", Integer.MAX_VALUE);
        return DeadLetterId.parse(topic + "/" + partition + "/" + request.pathParam("offset"))
                .orElseThrow(() -> ApiFailure.badRequest(
                        "offset must be a whole number, followed by . and the number of the change in a block"
                                + " where that is not the first."));
    }

    private DeadLetterSummary deadLetter(DeadLetterId id) {
        return deadLetters
                .deadLetter(id)
                .orElseThrow(() -> ApiFailure.notFound(
                        "No dead letter at offset " + id.place() + " of partition " + id.partition() + "."));
    }
}
