package io.millrace.bench.peer;

import io.millrace.bench.system.BenchException;
import io.millrace.local.process.Command;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** One process of the peer. */
final class PeerServer {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final String name;
    private final RunningProcess process;

    private PeerServer(String name, RunningProcess process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts it and returns when it is ready.
     *
     * @param folder of the peer's data: its log and its pid go there
     * @param notReady empty when it answers as it should, else what is missing
     */
    static PeerServer start(String name, Command command, Path folder, Supplier<Optional<String>> notReady)
            throws InterruptedException {
        Path log = folder.resolve("logs").resolve(name + ".log");
        try {
            Files.createDirectories(folder.resolve("logs"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var server = new PeerServer(
                name,
                RunningProcess.start(
                        command, log, new PidFile(folder.resolve("run").resolve(name + ".pid"))));
        long deadline = System.nanoTime() + START.toNanos();
        Optional<String> missing = notReady.get();
        while (missing.isPresent()) {
            if (!server.process.isAlive() || System.nanoTime() > deadline) {
                server.stop();
                throw new BenchException("the peer's " + name + " did not start (" + missing.get() + "): see " + log);
            }
            Thread.sleep(100);
            missing = notReady.get();
        }
        return server;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    void stop() {
        process.stop(STOP);
    }
}
