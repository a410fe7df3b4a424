package io.millrace.launcher.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.local.PrivateFiles;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stack's state as a file: written by the launcher at each change, read by the other commands. It holds addresses with
 * passwords, so only its owner can read it.
 *
 * @param path the file
 */
public record StateFile(Path path) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was last written; empty when there is nothing. */
    public Optional<StackStatus> read() {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(path));
            List<ServiceStatus> services = new ArrayList<>();
            for (JsonNode node : root.path("services")) {
                services.add(service(node));
            }
            return Optional.of(new StackStatus(
                    process(root.path("launcher")), root.path("command").asText(), services));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Replaces the file in one step. */
    public void write(StackStatus status) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("state", status.state());
        root.put("command", status.command());
        put(root, "launcher", status.launcher());
        ArrayNode services = root.putArray("services");
        for (ServiceStatus service : status.services()) {
            ObjectNode node = services.addObject();
            node.put("name", service.name());
            node.put("state", service.state().word());
            put(node, "process", service.process());
            node.put("url", service.url());
            node.put("detail", service.detail());
            node.put("seconds", service.seconds());
            node.put("restarts", service.restarts());
        }
        PrivateFiles.write(path, JSON.writeValueAsBytes(root));
    }

    private static ServiceStatus service(JsonNode node) {
        return new ServiceStatus(
                node.path("name").asText(),
                ServiceState.of(node.path("state").asText()),
                process(node.path("process")),
                node.path("url").asText(),
                node.path("detail").asText(),
                node.path("seconds").asDouble(),
                node.path("restarts").asInt());
    }

    private static Optional<ProcessIdentity> process(JsonNode node) {
        return node.path("pid").isNumber()
                ? Optional.of(new ProcessIdentity(
                        node.path("pid").asLong(), node.path("started").asText()))
                : Optional.empty();
    }

    private static void put(ObjectNode node, String key, Optional<ProcessIdentity> process) {
        process.ifPresent(
                identity -> node.putObject(key).put("pid", identity.pid()).put("started", identity.started()));
    }
}
