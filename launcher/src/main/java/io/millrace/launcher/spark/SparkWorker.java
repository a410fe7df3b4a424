package io.millrace.launcher.spark;

import static java.util.Objects.requireNonNull;

import io.millrace.local.LocalException;
import io.millrace.local.LocalPorts;
import io.millrace.local.ServerFiles;
import io.millrace.local.UserCache;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A worker of the standalone cluster: it starts driver and executors, and they end with it. */
public final class SparkWorker implements LocalServer {
    /** After so much silence a worker counts as lost; one that dies is noticed by its connection at once. */
    static final String TIMEOUT_SECONDS = "20";

    private final String name;
    private final SparkCluster cluster;
    private final Path folder;
    private final int port;
    private final JobSize job;

    /**
     * @param name its name in logs and pid files
     * @param folder where it runs
     * @param job what it must be able to carry alone, since all other workers may be lost
     */
    public SparkWorker(String name, SparkCluster cluster, Path folder, int port, JobSize job) {
        this.name = requireNonNull(name, "name is null");
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.job = job;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Command prepare() {
        Path work = folder.resolve("work");
        try {
            // Each driver and executor leaves a copy of the jar there.
            UserCache.deleteTree(work);
        } catch (IOException | UncheckedIOException e) {
            throw new LocalException("cannot empty " + work + ": " + e, e);
        }
        JavaCommand java = cluster.daemon(
                name,
                "org.apache.spark.deploy.worker.Worker",
                Map.of("spark.worker.timeout", TIMEOUT_SECONDS, "spark.ui.killEnabled", "false"),
                List.of(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--webui-port",
                        "0",
                        "--cores",
                        Integer.toString(job.allCores()),
                        "--memory",
                        job.allMegabytes() + "m",
                        "--work-dir",
                        work.toString(),
                        cluster.master()));
        return logging(java, folder).in(folder);
    }

    /** The command with the log of the other servers. */
    static JavaCommand logging(JavaCommand java, Path folder) {
        List<String> options = new ArrayList<>(java.options());
        options.add(ServerFiles.logging(folder));
        return new JavaCommand(
                java.service(), java.classPath(), java.main(), options, java.arguments(), java.environment());
    }

    @Override
    public Optional<String> notReady() {
        if (!LocalPorts.accepts(port)) {
            return Optional.of("accepts no connection yet");
        }
        try {
            return MasterState.of(cluster).hasWorker(port)
                    ? Optional.empty()
                    : Optional.of("has not registered with the master yet");
        } catch (IOException e) {
            return Optional.of("the master does not answer: " + e.getMessage());
        }
    }

    @Override
    public String url() {
        return "spark-worker://127.0.0.1:" + port;
    }
}
