package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.OpsClient;
import io.millrace.cli.ops.OpsRequest;
import org.jspecify.annotations.Nullable;

/** What {@code pause} and {@code resume} have in common. */
final class CaptureRequests {
    private CaptureRequests() {}

    /**
     * Has the controller do it; returns when it is done.
     *
     * @param action {@code pause} or {@code resume}
     * @param done the same as it stands in the result
     * @param table null: the whole capture
     * @throws CliException where it fails
     */
    static void send(OpsClient client, String action, String done, @Nullable String table, String note, boolean json)
            throws InterruptedException {
        ObjectNode body = OpsOptions.body();
        if (!note.isBlank()) {
            body.put("note", note);
        }
        String path = table == null ? "/api/capture/" : "/api/tables/" + OpsClient.encoded(table) + "/";
        String id = client.post(path + action, body).path("id").asText();
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
            System.out.println((table == null ? "capture" : table) + " " + done);
        }
    }
}
