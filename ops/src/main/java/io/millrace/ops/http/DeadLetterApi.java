package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.core.error.LetterId;
import io.millrace.ops.api.DeadLetterDetail;
import io.millrace.ops.api.DeadLetterSummary;
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

    private final DeadLetterQueries letters;
    private final String topic;

    /** @param topic the change stream that {@code letters} come from */
    public DeadLetterApi(DeadLetterQueries letters, String topic) {
        this.letters = letters;
        this.topic = topic;
    }

    public List<Route> routes() {
        return List.of(
                new Route("/api/dead-letters", this::list),
                new Route("/api/dead-letters/groups", request -> Answers.json(request, letters.groups())),
                new Route("/api/dead-letters/requests/{request}", this::request),
                new Route(ONE, this::detail),
                new Route(ONE + "/{part}", this::download));
    }

    private void list(Context request) {
        String before = request.queryParam("before");
        Answers.json(
                request,
                letters.page(new DeadLetterFilter(
                        request.queryParam("code"),
                        request.queryParam("table"),
                        request.queryParam("status"),
                        Parameters.query(request, "limit", 50, 1, 500),
                        before == null
                                ? null
                                : DeadLetterFilter.Cursor.parse(before)
                                        .orElseThrow(() -> ApiFailure.badRequest(
                                                "before must be the \"next\" of the previous page.")))));
    }

    private void detail(Context request) {
        LetterId id = id(request);
        DeadLetterSummary letter = letter(id);
        Start start = letters.start(id, PayloadText.SHOWN_BYTES);
        String path = "/api/dead-letters/" + id;
        Answers.json(
                request,
                new DeadLetterDetail(
                        letter,
                        PayloadText.show(start.keyStart(), letter.keyBytes(), path + "/key"),
                        PayloadText.show(start.valueStart(), letter.valueBytes(), path + "/value"),
                        letters.headers(id),
                        letters.actions(id)));
    }

    private void request(Context request) {
        Answers.json(
                request,
                letters.request(request.pathParam("request"))
                        .orElseThrow(() -> ApiFailure.notFound("No replay was asked for by that name.")));
    }

    /** By way of a file: a payload can be larger than what this process has of memory for it. */
    private void download(Context request) throws IOException {
        String part = request.pathParam("part");
        if (!part.equals("key") && !part.equals("value")) {
            throw ApiFailure.notFound("A dead letter has a key and a value.");
        }
        LetterId id = id(request);
        letter(id);
        Path file = Files.createTempFile("millrace-payload-", ".bin");
        try (OutputStream out = Files.newOutputStream(file)) {
            letters.whole(id, part.equals("value"), out);
        } catch (IOException | RuntimeException e) {
            Files.delete(file);
            throw e;
        }
        String name = topic + "-" + id.partition() + "-" + id.place() + "-" + part + ".bin";
        request.contentType("application/octet-stream")
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .result(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE));
    }

    private LetterId id(Context request) {
        if (!request.pathParam("topic").equals(topic)) {
            throw ApiFailure.notFound("Dead letters here are of topic " + topic + ".");
        }
        long partition = Parameters.path(request, "partition", Integer.MAX_VALUE);
        return LetterId.parse(topic + "/" + partition + "/" + request.pathParam("offset"))
                .orElseThrow(() -> ApiFailure.badRequest(
                        "offset must be a whole number, followed by . and the number of the change in a block"
                                + " where that is not the first."));
    }

    private DeadLetterSummary letter(LetterId id) {
        return letters.letter(id)
                .orElseThrow(() -> ApiFailure.notFound(
                        "No dead letter at offset " + id.place() + " of partition " + id.partition() + "."));
    }
}
