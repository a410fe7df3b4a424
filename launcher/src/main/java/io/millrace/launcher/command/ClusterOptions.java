package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.launcher.cluster.ClusterSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --cluster} and how large it is. */
final class ClusterOptions {
    @Option(
            names = "--cluster",
            description = {
                "Runs clusters on this machine: several Kafka brokers and Connect workers, a Spark cluster, two",
                "controllers and two ops. Meant for a machine with 6 GiB to spare."
            })
    private boolean cluster;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            description = "With --cluster: Kafka brokers, for good (default: " + ClusterSize.BROKERS + ").")
    private @Nullable Integer brokers;

    @Option(
            names = "--connect-workers",
            paramLabel = "N",
            description = "With --cluster: Connect workers (default: " + ClusterSize.CONNECT_WORKERS + ").")
    private @Nullable Integer connectWorkers;

    @Option(
            names = "--spark-workers",
            paramLabel = "N",
            description = "With --cluster: Spark workers (default: " + ClusterSize.SPARK_WORKERS + ").")
    private @Nullable Integer sparkWorkers;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /**
     * The size; empty without a cluster.
     *
     * @throws ParameterException if the options do not go together
     */
    Optional<ClusterSize> size(Config config) {
        if (!cluster) {
            if (brokers != null || connectWorkers != null || sparkWorkers != null) {
                throw wrong("--brokers, --connect-workers and --spark-workers belong to --cluster");
            }
            return Optional.empty();
        }
        if (brokers != null && config.log().bootstrapServers().isPresent()) {
            throw wrong("--brokers does not go with log.bootstrapServers, which names another Kafka");
        }
        if (connectWorkers != null && config.capture().connectUrl().isPresent()) {
            throw wrong("--connect-workers does not go with capture.connectUrl, which names another Connect");
        }
        try {
            return Optional.of(new ClusterSize(
                    or(brokers, ClusterSize.BROKERS),
                    or(connectWorkers, ClusterSize.CONNECT_WORKERS),
                    or(sparkWorkers, ClusterSize.SPARK_WORKERS)));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(
                command == null ? new CommandLine(CommandSpec.create()) : command.commandLine(), message);
    }

    /** The same options for a launcher in the background. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (cluster) {
            arguments.add("--cluster");
        }
        add(arguments, "--brokers", brokers);
        add(arguments, "--connect-workers", connectWorkers);
        add(arguments, "--spark-workers", sparkWorkers);
        return arguments;
    }

    private static void add(List<String> arguments, String name, @Nullable Integer value) {
        if (value != null) {
            arguments.addAll(List.of(name, value.toString()));
        }
    }
}
