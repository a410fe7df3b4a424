package io.millrace.e2e.deploy;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads the {@code millrace.yaml} of a deployment as a process of it would. */
final class DeployedConfig {
    private static final Map<String, String> SECRETS = Map.of(
            "POSTGRES_PASSWORD", "p",
            "KAFKA_PASSWORD", "k",
            "CLICKHOUSE_PASSWORD", "c",
            "MILLRACE_OPS_TOKEN", "t");

    private DeployedConfig() {}

    static Config read(String yaml) {
        try {
            Path file = Files.createTempFile("millrace", ".yaml");
            try {
                Files.writeString(file, supported(yaml));
                return ConfigReader.read(file, SECRETS);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes when {@code warehouse.cluster} and several hosts in {@code warehouse.url} are settings. */
    private static String supported(String yaml) {
        boolean known = BuildFacts.text(BuildFacts.HOME.resolve("docs/reference/configuration.md"))
                .contains("`warehouse.cluster`");
        return known
                ? yaml
                : yaml.replaceFirst("(?m)^ {2}cluster: .*\\n", "").replaceFirst("(:8123)(,[^,\\s]+:8123)+", "$1");
    }
}
