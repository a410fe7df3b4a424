package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.launcher.cluster.ClusterSize;
import io.millrace.launcher.cluster.MemberName;
import io.millrace.launcher.cluster.MemberPorts;
import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.spark.JobSize;
import io.millrace.launcher.spark.SparkCluster;
import io.millrace.launcher.spark.SparkDriver;
import io.millrace.launcher.spark.SparkMaster;
import io.millrace.launcher.spark.SparkWorker;
import io.millrace.local.Installation;
import io.millrace.local.Secrets;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.server.LocalServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Spark cluster of a stack, and the driver that runs on it. */
final class SparkPlan {
    /** Spark's master has 7077 where that is free, its page 8088 as in {@code deploy/compose/cluster.yaml}. */
    private static final int BEFORE_SPARK_PORT = 7076;

    private static final int BEFORE_SPARK_PAGE = 8087;

    private static final String EXECUTORS = "executors";

    private final SparkCluster cluster;
    private final SparkMaster master;
    private final List<SparkWorker> workers = new ArrayList<>();
    private final List<String> names;
    private final JobSize job;
    private final DataFolder data;

    /** @throws LauncherException if the configuration names another Spark cluster */
    SparkPlan(
            Config config,
            ClusterSize size,
            Installation installation,
            DataFolder data,
            MemberPorts ports,
            Secrets secrets) {
        config.pipeline().master().ifPresent(other -> {
            throw new LauncherException("pipeline.master is " + other
                    + ", and --cluster starts a Spark cluster of its own: remove one of them");
        });
        this.data = data;
        this.job = JobSize.of(config.log().partitions(), size.sparkWorkers());
        this.names = MemberName.all(ServiceGraph.SPARK_WORKER, size.sparkWorkers());
        this.cluster = new SparkCluster(
                installation,
                data.service("spark"),
                secrets.secret("spark"),
                ports.port(ServiceGraph.SPARK_MASTER, BEFORE_SPARK_PORT),
                ports.port(ServiceGraph.SPARK_MASTER + ".page", BEFORE_SPARK_PAGE));
        this.master = new SparkMaster(
                ServiceGraph.SPARK_MASTER,
                cluster,
                data.service(ServiceGraph.SPARK_MASTER),
                () -> !running().isEmpty());
        for (String name : names) {
            workers.add(new SparkWorker(name, cluster, data.service(name), ports.port(name, cluster.port()), job));
        }
    }

    /** The log of all executors. */
    static Path executorLog(DataFolder data) {
        return data.log(EXECUTORS);
    }

    /** The address of the master, as {@code pipeline.master} names it. */
    String master() {
        return cluster.master();
    }

    /** Master and workers. */
    List<LocalServer> servers() {
        List<LocalServer> servers = new ArrayList<>(List.of(master));
        servers.addAll(workers);
        return servers;
    }

    /** @param process how the pipeline is found and asked for its health */
    LocalServer driver(LocalServer process) {
        return new SparkDriver(
                cluster,
                process,
                data.service(ServiceGraph.PIPELINE),
                data.resolvedConfig(),
                executorLog(data),
                job,
                this::running);
    }

    private List<ProcessIdentity> running() {
        return names.stream()
                .flatMap(name -> data.pidFile(name).running().stream())
                .toList();
    }
}
