package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.launcher.cluster.ClusterSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What {@code demo} and {@code up} have in common. */
final class StartOptions {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "millrace.yaml; systems that it leaves out run" + " embedded.")
    private @Nullable Path config;

    @Option(names = "--detach", description = "Runs in the background; returns when everything is healthy.")
    private boolean detach;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    DataOption data() {
        return data;
    }

    boolean detach() {
        return detach;
    }

    Config config(String embeddedDatabase) {
        return config == null
                ? ConfigReader.defaults(embeddedDatabase)
                : ConfigReader.read(config, System.getenv(), embeddedDatabase);
    }

    /**
     * How large a cluster is; empty without one.
     *
     * @throws ParameterException if the options do not go together
     */
    Optional<ClusterSize> size(Config settings) {
        return cluster.size(settings);
    }

    /** The same options for a launcher in the background. */
    List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(List.of("--data", data.folder().root().toString()));
        if (config != null) {
            arguments.addAll(List.of("--config", config.toAbsolutePath().toString()));
        }
        arguments.addAll(cluster.arguments());
        return arguments;
    }
}
