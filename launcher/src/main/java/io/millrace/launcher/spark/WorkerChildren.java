package io.millrace.launcher.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The processes that a Spark worker of this machine has started. Needs Linux's {@code /proc}; without it none are known. */
public final class WorkerChildren {
    private static final String DRIVER = "org.apache.spark.deploy.worker.DriverWrapper";
    private static final String EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend";

    private WorkerChildren() {}

    /** The driver's pid. */
    static Optional<Long> driver(long worker) {
        try (Stream<ProcessHandle> children = children(worker)) {
            return children.map(ProcessHandle::pid)
                    .filter(pid -> commandLine(pid).contains(DRIVER))
                    .findFirst();
        }
    }

    /** Pids by Spark's number of the executor. */
    public static Map<String, Long> executors(long worker) {
        Map<String, Long> executors = new TreeMap<>();
        try (Stream<ProcessHandle> children = children(worker)) {
            children.map(ProcessHandle::pid)
                    .forEach(pid -> executorId(commandLine(pid)).ifPresent(id -> executors.put(id, pid)));
        }
        return executors;
    }

    static Optional<String> executorId(List<String> commandLine) {
        int id = commandLine.indexOf("--executor-id") + 1;
        return commandLine.contains(EXECUTOR) && id > 0 && id < commandLine.size()
                ? Optional.of(commandLine.get(id))
                : Optional.empty();
    }

    private static Stream<ProcessHandle> children(long worker) {
        return ProcessHandle.of(worker).stream().flatMap(ProcessHandle::children);
    }

    /** Whole: what Java knows of it ends after 4 KiB. */
    private static List<String> commandLine(long pid) {
        try {
            byte[] text = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return Arrays.asList(new String(text, StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
