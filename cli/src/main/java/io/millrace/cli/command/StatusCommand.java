package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace status}. */
@Command(
        name = "status",
        description = "Shows the state of each service.",
        footer = {"", "Of a Millrace elsewhere: as its ops has seen them within the last seconds."},
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEALTHY = "healthy";

    /** The worst one first. */
    private static final List<String> STATES = List.of("down", "degraded", "unknown");

    /** Nothing depends on it. */
    private static final String SHOP = "shop";

    private final @Nullable LocalStatus local;

    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Option(names = "--json", description = "As JSON; of the stack on this machine with addresses and their passwords.")
    private boolean json;

    /** @param local null: ops of the stack on this machine is asked */
    StatusCommand(@Nullable LocalStatus local) {
        this.local = local;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (local != null && ops.isLocal()) {
            local.print(ops.folder(), json, System.out);
            return 0;
        }
        ObjectNode status = status(ops.client().get("/api/services"));
        if (json) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(status));
            return 0;
        }
        System.out.println(status.path("state").asText());
        for (JsonNode service : status.path("services")) {
            System.out.println(String.format(
                            Locale.ROOT,
                            "  %-10s  %-10s  %s",
                            service.path("name").asText(),
                            service.path("state").asText(),
                            service.path("detail").asText())
                    .stripTrailing());
        }
        return 0;
    }

    /** As {@code status --json} of the stack on this machine has it; of pid and address ops knows nothing. */
    static ObjectNode status(JsonNode services) {
        ObjectNode root = JSON.createObjectNode();
        root.put("state", state(services));
        ArrayNode array = root.putArray("services");
        for (JsonNode service : services) {
            array.addObject()
                    .put("name", service.path("name").asText())
                    .put("state", word(service))
                    .putNull("pid")
                    .put("url", "")
                    .put("detail", service.path("detail").asText());
        }
        return root;
    }

    private static String state(JsonNode services) {
        for (String state : STATES) {
            for (JsonNode service : services) {
                if (word(service).equals(state)
                        && !service.path("name").asText().equals(SHOP)) {
                    return state;
                }
            }
        }
        return HEALTHY;
    }

    private static String word(JsonNode service) {
        String state = service.path("state").asText();
        return state.equals("up") ? HEALTHY : state;
    }
}
