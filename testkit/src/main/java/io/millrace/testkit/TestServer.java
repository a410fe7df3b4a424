package io.millrace.testkit;

import io.millrace.local.UserCache;
import io.millrace.local.process.Command;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.RunningProcess;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A local server in a temporary folder. It ends with {@link #close}, or at the latest with this JVM.
 *
 * @param <S> which server
 */
public final class TestServer<S extends LocalServer> implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final S server;
    private final Path folder;
    private final Thread atExit;
    private RunningProcess process;

    private TestServer(S server, Path folder) {
        this.server = server;
        this.folder = folder;
        this.process = launch();
        this.atExit = new Thread(() -> process.signal("KILL"), "stop-" + server.name());
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a server and returns when it is ready. */
    public static <S extends LocalServer> TestServer<S> start(String name, Function<Path, S> server) {
        try {
            Path folder = Files.createTempDirectory("millrace-test-" + name + "-");
            TestServer<S> started = new TestServer<>(server.apply(folder), folder);
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException("cannot make a temporary folder", e);
        }
    }

    public S server() {
        return server;
    }

    /** Holds what the server keeps. */
    public Path folder() {
        return folder;
    }

    public RunningProcess process() {
        return process;
    }

    /** Starts it again on the same folder and port, after it was killed or stopped. */
    public void startAgain() {
        process = launch();
        awaitReady();
    }

    /** Kills it without warning, as a crash would. */
    public void kill() {
        process.signal("KILL");
        process.awaitEnd(STOP_LIMIT);
    }

    private RunningProcess launch() {
        Command command = server.prepare();
        return RunningProcess.start(command, log(), new PidFile(folder.resolve("pid")));
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            if (!process.isAlive()) {
                throw new IllegalStateException(server.name() + " " + process.ending() + ":\n" + lastLines());
            }
            Optional<String> missing = server.notReady();
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                process.stop(Duration.ofSeconds(1));
                throw new IllegalStateException(server.name() + " is not ready: " + missing.get() + "\n" + lastLines());
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** Stops it and deletes its folder. */
    @Override
    public void close() {
        process.stop(STOP_LIMIT);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way out, and the hook runs anyway.
        }
        try {
            UserCache.deleteTree(folder);
        } catch (IOException e) {
            // A folder that stays in the temporary folder is no reason to fail a test.
        }
    }
}
