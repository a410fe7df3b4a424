package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.OpsClient;
import io.millrace.cli.ops.OpsRequest;

/** What {@code pause} and {@code resume} have in common. */
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
        ObjectNode body = OpsOptions.body();
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
            throw new CliException("the capture was not " + done + ": "
                    + (error.isEmpty() ? ended.path("detail").asText() : error));
        }
        if (!json) {
            System.out.println("capture " + done);
        }
    }
}
