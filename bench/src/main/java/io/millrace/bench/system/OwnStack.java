package io.millrace.bench.system;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A Millrace of our own: embedded servers on free ports, data in a temporary folder that goes with it. */
public final class OwnStack implements AutoCloseable {
    private static final String PORTS =
            "ports: {postgres: 0, kafka: 0, connect: 0, clickhouse: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}\n";

    private final Path folder;
    private final MillraceCommand command;

    private OwnStack(Path folder) {
        this.folder = folder;
        this.command = new MillraceCommand(folder.resolve("data"));
    }

    /**
     * Does not start it yet.
     *
     * @param settings lines of {@code millrace.yaml} beside the ports
     */
    public static OwnStack configured(String settings) {
        try {
            var folder = Files.createTempDirectory("millrace-bench-");
            Files.writeString(folder.resolve("millrace.yaml"), PORTS + settings);
            return new OwnStack(folder);
        } catch (IOException e) {
            throw new BenchException("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    /** Starts it and waits until it is healthy; the duration in seconds. */
    public double start() throws InterruptedException {
        long start = System.nanoTime();
        command.run(
                "up", "--detach", "--config", folder.resolve("millrace.yaml").toString());
        return Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    }

    public MillraceSystem system() throws InterruptedException {
        return MillraceSystem.running(command);
    }

    /** Stops it; its data stay. */
    public void stop() throws InterruptedException {
        command.run("down");
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println("bench: " + folder + " is left behind: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
