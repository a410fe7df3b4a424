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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The processes that a Spark worker of this machine has started. Needs Linux's {@code /proc}; without it none are known. */
public final class WorkerChildren {
    private static final String DRIVER = "org.apache.spark.deploy.worker.DriverWrapper";
    private static final String EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend";
    private static final Pattern DRIVER_FOLDER = Pattern.compile("/(driver-[^/]+)/");

    private WorkerChildren() {}

    /**
     * A driver's process. A cluster may carry jobs of other sources, too.
     *
     * @param id by which the master knows the driver; empty if the command does not have it
     * @param command words of its command line
     */
    public record Driver(long pid, String id, List<String> command) {
        static Optional<Driver> of(long pid, List<String> command) {
            return command.contains(DRIVER)
                    ? Optional.of(
                            new Driver(pid, id(command.subList(command.indexOf(DRIVER), command.size())), command))
                    : Optional.empty();
        }

        /** The worker copies the job's jar into a folder that it names after the driver. */
        private static String id(List<String> arguments) {
            return arguments.stream()
                    .map(DRIVER_FOLDER::matcher)
                    .filter(Matcher::find)
                    .map(folder -> folder.group(1))
                    .findFirst()
                    .orElse("");
        }

        /** Whether it reads that file. */
        public boolean reads(Path config) {
            return command.contains(config.toString());
        }
    }

    /** Those of all jobs. */
    public static List<Driver> drivers(long worker) {
        try (Stream<ProcessHandle> children = children(worker)) {
            return children.map(ProcessHandle::pid)
                    .flatMap(pid -> Driver.of(pid, commandLine(pid)).stream())
                    .toList();
        }
    }

    /**
     * Pids by Spark's number of the executor.
     *
     * @param log that the job's executors write: those of other jobs have the same numbers
     */
    public static Map<String, Long> executors(long worker, Path log) {
        Map<String, Long> executors = new TreeMap<>();
        try (Stream<ProcessHandle> children = children(worker)) {
            children.map(ProcessHandle::pid)
                    .forEach(pid -> executorId(commandLine(pid), log).ifPresent(id -> executors.put(id, pid)));
        }
        return executors;
    }

    /** The JVM option that names the log of a driver or an executor to {@code log4j2-cluster.xml}. */
    static String logOption(Path log) {
        return "-Dmillrace.log=" + log.toAbsolutePath();
    }

    static Optional<String> executorId(List<String> commandLine, Path log) {
        int id = commandLine.indexOf("--executor-id") + 1;
        return commandLine.contains(EXECUTOR)
                        && commandLine.contains(logOption(log))
                        && id > 0
                        && id < commandLine.size()
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
