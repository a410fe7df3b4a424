package io.millrace.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Gives the lowest priority to a process that a JVM starts, and is nobody's child: the one that dumps its classes needs a core for
 * many seconds, and the services beside it must not be slower for it. Until closed. Linux only; elsewhere nothing happens.
 */
final class LowPriority implements AutoCloseable {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long POLL_NANOS = 100_000_000;

    /** After so many looks it has all its threads. */
    private static final int LOOKS = 30;

    private final String argument;
    private volatile boolean closed;

    private LowPriority(String argument) {
        this.argument = argument;
    }

    /** @param argument a text that only the command line of that process holds */
    static LowPriority of(String argument) {
        LowPriority priority = new LowPriority(argument);
        Thread thread = new Thread(priority::look, "low-priority");
        thread.setDaemon(true);
        thread.start();
        return priority;
    }

    private void look() {
        int found = 0;
        while (!closed && found < LOOKS) {
            List<String> threads = threads();
            if (!threads.isEmpty()) {
                found++;
                List<String> command = new ArrayList<>(List.of("renice", "-n", "19", "-p"));
                command.addAll(threads);
                // Where there is no such command the dump is as fast as ever.
                Tools.Result unused = Tools.run(LIMIT, command.toArray(String[]::new));
            }
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }

    /** On Linux each thread has a priority of its own. */
    private List<String> threads() {
        List<String> threads = new ArrayList<>();
        ProcessHandle.allProcesses()
                .map(process -> PROCESSES.resolve(Long.toString(process.pid())))
                .filter(this::isMeant)
                .forEach(process -> {
                    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
                        tasks.forEach(task -> threads.add(String.valueOf(task.getFileName())));
                    } catch (IOException e) {
                        // It has ended.
                    }
                });
        return threads;
    }

    /** The handle of a process shows no more than a page of its command line. */
    private boolean isMeant(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return line.contains("-Xshare:dump") && line.contains(argument);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
