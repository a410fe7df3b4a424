package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.OpsClient;
import io.millrace.cli.ops.OpsRequest;

/** What {@code pause}, {@code resume} and {@code partitions} have in common. */
final class CaptureActions {
    private CaptureActions() {}

    /**
     * Has the controller do it; returns when it is done.
     *
     * @param action {@code pause} or {@code resume}
     * @param done the same as it stands in the result
     * @throws CliException if it fails
     */
    static void send(OpsClient client, String action, String done, String note, boolean json)
            throws InterruptedException {
        send(client, action, OpsOptions.body(), "capture " + done, "the capture was not " + done, note, json);
    }

    /**
     * The same with a body of its own.
     *
     * @param body to which the note is added
     * @param done what is printed at the end
     * @param otherwise the beginning of the message of a failure
     * @throws CliException if it fails
     */
    static void send(
            OpsClient client, String action, ObjectNode body, String done, String otherwise, String note, boolean json)
            throws InterruptedException {
        if (!note.isBlank()) {
            body.put("note", note);
        }
        String id = client.post("/api/capture/" + action, body).path("id").asText();
        JsonNode ended = new OpsRequest(client, "/api/requests/" + OpsClient.encoded(id), System.err::println).await();
        if (json) {
            System.out.println(ended.toPrettyString());
        }
        if (ended.path("state").asText().equals("failed")) {
            String error = ended.path("error").asText();
            throw new CliException(
                    otherwise + ": " + (error.isEmpty() ? ended.path("detail").asText() : error));
        }
        if (!json) {
            System.out.println(done);
        }
    }
}
