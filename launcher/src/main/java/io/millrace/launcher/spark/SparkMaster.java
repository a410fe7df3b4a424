package io.millrace.launcher.spark;

import static java.util.Objects.requireNonNull;

import io.millrace.local.LocalPorts;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The master of the standalone cluster. */
public final class SparkMaster implements LocalServer {
    private final String name;
    private final SparkCluster cluster;
    private final Path folder;
    private final BooleanSupplier workersRun;

    /**
     * @param name its name in logs and pid files
     * @param folder where it runs
     * @param workersRun whether workers of this cluster run: then it goes on with their drivers and applications
     */
    public SparkMaster(String name, SparkCluster cluster, Path folder, BooleanSupplier workersRun) {
        this.name = requireNonNull(name, "name is null");
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.folder = folder.toAbsolutePath();
        this.workersRun = workersRun;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return cluster.port();
    }

    @Override
    public Command prepare() {
        if (!workersRun.getAsBoolean()) {
            cluster.clear();
        }
        cluster.makeHome();
        JavaCommand java = cluster.daemon(
                name,
                "org.apache.spark.deploy.master.Master",
                Map.of(
                        "spark.deploy.recoveryMode", "FILESYSTEM",
                        "spark.deploy.recoveryDirectory", cluster.recovery().toString(),
                        // Executors of one application that were lost, without end.
                        "spark.deploy.maxExecutorRetries", "-1",
                        "spark.worker.timeout", SparkWorker.TIMEOUT_SECONDS,
                        "spark.master.rest.enabled", "false",
                        "spark.ui.killEnabled", "false"),
                List.of(
                        "--host", "127.0.0.1",
                        "--port", Integer.toString(cluster.port()),
                        "--webui-port", Integer.toString(cluster.pagePort())));
        return SparkWorker.logging(java, folder).in(folder);
    }

    @Override
    public Optional<String> notReady() {
        if (!LocalPorts.accepts(cluster.port())) {
            return Optional.of("accepts no connection yet");
        }
        try {
            MasterState state = MasterState.of(cluster);
            return state.isAlive() ? Optional.empty() : Optional.of("is " + state.status());
        } catch (IOException e) {
            return Optional.of("does not answer: " + e.getMessage());
        }
    }

    @Override
    public String url() {
        return cluster.master();
    }

    /** Its page, which shows workers, drivers and applications, and can change none of them. */
    public String page() {
        return "http://127.0.0.1:" + cluster.pagePort();
    }
}
