package io.millrace.bench.command;

import io.millrace.bench.peer.PeerSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench peer}. */
@Command(
        name = "peer",
        description = {
            "Starts Debezium and ClickHouse's Kafka Connect sink in one worker, with servers of their own on free ports,"
                    + " measures them as `bench all` measures Millrace, and stops them.",
            "Stop Millrace first: two systems at a time disturb each other."
        },
        mixinStandardHelpOptions = true)
public final class PeerCommand implements Callable<Integer> {
    @Option(
            names = "--sink-jar",
            required = true,
            paramLabel = "JAR",
            description = "ClickHouse's Kafka Connect sink: one jar with its dependencies, as it is released")
    private Path sinkJar = Path.of("sink.jar");

    @Option(
            names = "--peer-data",
            required = true,
            paramLabel = "DIR",
            description = "folder for the peer's data; must be missing or empty, and stays afterwards")
    private Path folder = Path.of("peer");

    @Mixin
    private Suite suite = new Suite();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        // A Ctrl-C must not leave servers behind.
        try (var peer = PeerSystem.start(folder, sinkJar)) {
            var stop = new Thread(peer::close, "stop-peer");
            Runtime.getRuntime().addShutdownHook(stop);
            options.print(suite.run(options, peer, List.of("hot"), false));
            Runtime.getRuntime().removeShutdownHook(stop);
        }
        return 0;
    }
}
