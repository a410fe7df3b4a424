package io.millrace.cli.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.error.CliException;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The stack on this machine, as the launcher wrote it down in its data folder.
 *
 * @param root the folder that {@code --data} names
 */
public record LocalStack(Path root) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OPS = Pattern.compile("ops(-\\d+)?");

    public LocalStack {
        root = root.toAbsolutePath().normalize();
    }

    /** What the launcher writes at each change of a service's state. */
    public Path stateFile() {
        return root.resolve("run").resolve("state.json");
    }

    /** The complete configuration, which every process reads. */
    public Path resolvedConfig() {
        return root.resolve("etc").resolve("millrace.yaml");
    }

    /**
     * Returns where its ops API is.
     *
     * @param token in place of that of its configuration
     * @throws CliException if nothing runs there
     */
    public OpsAddress ops(Optional<String> token) {
        JsonNode state = state();
        if (!isAlive(state.path("launcher"))) {
            throw new CliException(
                    "nothing runs on " + root + ": start it with `millrace demo` or `millrace up`, name the"
                            + " folder with --data, or ops elsewhere with --ops URL or MILLRACE_OPS_URL");
        }
        String url = opsUrl(state);
        if (url.isEmpty()) {
            throw new CliException("the stack on " + root + " has no ops: see `millrace status`");
        }
        Config.Ops ops = ConfigReader.read(resolvedConfig(), Map.of()).ops();
        return OpsAddress.of(
                url, token.or(ops::token), ops.tlsCertificate().map(Path::of).map(CertificateOfAnyName::trusting));
    }

    /** Of several ops, as a cluster on one machine has, that of the first healthy one; empty if there is none. */
    private static String opsUrl(JsonNode state) {
        String url = "";
        for (JsonNode service : state.path("services")) {
            if (OPS.matcher(service.path("name").asText()).matches()) {
                if (service.path("state").asText().equals("healthy")) {
                    return service.path("url").asText();
                }
                url = url.isEmpty() ? service.path("url").asText() : url;
            }
        }
        return url;
    }

    private JsonNode state() {
        try {
            return JSON.readTree(Files.readAllBytes(stateFile()));
        } catch (IOException e) {
            // Not there yet.
            return JSON.createObjectNode();
        }
    }

    private static boolean isAlive(JsonNode process) {
        return process.path("pid").isNumber()
                && ProcessHandle.of(process.path("pid").asLong())
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }
}
