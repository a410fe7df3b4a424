package io.millrace.launcher.spark;

import static java.util.Objects.requireNonNull;

import io.millrace.local.LocalException;
import io.millrace.local.ServerFiles;
import io.millrace.local.Tools;
import io.millrace.local.process.Command;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.RunningProcess;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The pipeline's driver on the cluster, in cluster deploy mode: a worker starts it, and starts it again when it dies. So this
 * submits a driver only while the master knows none of its own, since a second one would end the first. Jobs of other sources may be
 * there, too.
 */
public final class SparkDriver implements LocalServer {
    private static final Duration SUBMISSION = Duration.ofSeconds(90);
    private static final Duration APPEARANCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 250;

    private final SparkCluster cluster;
    private final LocalServer process;
    private final Path folder;
    private final Path config;
    private final Path executorLog;
    private final JobSize job;
    private final Supplier<List<ProcessIdentity>> workers;

    /**
     * @param process how the pipeline is found and asked for its health
     * @param folder where it is submitted from
     * @param config that the driver reads
     * @param executorLog what all executors log
     * @param workers of the cluster that run at the moment
     */
    public SparkDriver(
            SparkCluster cluster,
            LocalServer process,
            Path folder,
            Path config,
            Path executorLog,
            JobSize job,
            Supplier<List<ProcessIdentity>> workers) {
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.process = requireNonNull(process, "process is null");
        this.folder = folder.toAbsolutePath();
        this.config = config.toAbsolutePath();
        this.executorLog = executorLog.toAbsolutePath();
        this.job = job;
        this.workers = workers;
    }

    @Override
    public String name() {
        return process.name();
    }

    @Override
    public int port() {
        return process.port();
    }

    /**
     * Its executors' JVMs start beside other jobs, and their first tasks wait for all of them: on a machine that is busy a new driver
     * after two minutes would only begin all of that again.
     */
    @Override
    public Duration startLimit() {
        return Duration.ofMinutes(10);
    }

    /** The submission. */
    @Override
    public Command prepare() {
        Path settings = folder.resolve("spark.properties");
        return cluster.daemon(
                        "spark-submit",
                        "org.apache.spark.deploy.SparkSubmit",
                        Map.of(),
                        List.of(
                                "--properties-file",
                                settings.toString(),
                                "--supervise",
                                "--class",
                                "io.millrace.pipeline.Main",
                                cluster.installation()
                                        .jar(SparkCluster.PIPELINE)
                                        .toUri()
                                        .toString(),
                                "--config",
                                config.toString()))
                .in(folder);
    }

    /** Submits it, unless the master may know it already, and waits for its process. */
    @Override
    public RunningProcess start(Command submission, Path log, PidFile pidFile) {
        try {
            if (!isSubmitted(MasterState.of(cluster).drivers(), drivers(), config)) {
                submit(submission, log);
            }
            ProcessIdentity driver = awaitProcess();
            pidFile.write(driver);
            return RunningProcess.orphan(pidFile, "TERM")
                    .orElseThrow(() -> new LocalException("the driver ended at its start: see " + log));
        } catch (IOException e) {
            throw new LocalException("Spark's master does not take the job: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("was stopped");
        }
    }

    /**
     * Whether one of the drivers may be the one that reads the configuration. Each may whose process is not there: the master does not
     * say what a driver reads, and gives a new id to one whose worker was lost. A process shows whose it is.
     *
     * @param submitted ids of all drivers that the master knows
     * @param running processes of drivers
     */
    static boolean isSubmitted(Set<String> submitted, List<WorkerChildren.Driver> running, Path config) {
        Set<String> left = new HashSet<>(submitted);
        running.stream().filter(driver -> !driver.reads(config)).forEach(driver -> left.remove(driver.id()));
        return !left.isEmpty();
    }

    private List<WorkerChildren.Driver> drivers() {
        return workers.get().stream()
                .flatMap(worker -> WorkerChildren.drivers(worker.pid()).stream())
                .toList();
    }

    private void submit(Command submission, Path log) throws IOException {
        ServerFiles.properties(folder.resolve("spark.properties"), settings(log));
        Tools.Result result = Tools.run(SUBMISSION, folder, submission.arguments(), environment(submission));
        Files.writeString(
                log, result.output(), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (!result.ok()) {
            throw new LocalException("the submission failed: " + result.lastLine());
        }
    }

    /** It travels to the master and is kept there: no more than is needed. */
    private static Map<String, String> environment(Command submission) {
        Map<String, String> environment = new HashMap<>(submission.environment());
        for (String name : List.of("PATH", "HOME", "LANG")) {
            Optional.ofNullable(System.getenv(name)).ifPresent(value -> environment.put(name, value));
        }
        return environment;
    }

    private ProcessIdentity awaitProcess() throws InterruptedException {
        long deadline = System.nanoTime() + APPEARANCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<ProcessIdentity> driver = drivers().stream()
                    .filter(any -> any.reads(config))
                    .flatMap(ours -> ProcessIdentity.of(ours.pid()).stream())
                    .findFirst();
            if (driver.isPresent()) {
                return driver.get();
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new LocalException("no worker has started the driver within " + APPEARANCE.toSeconds() + " s");
    }

    /** How the job is submitted, in Spark's names. */
    Map<String, String> settings(Path log) {
        Map<String, String> settings = new HashMap<>();
        settings.put("spark.master", cluster.master());
        settings.put("spark.submit.deployMode", "cluster");
        settings.put("spark.driver.supervise", "true");
        settings.put("spark.authenticate", "true");
        settings.put("spark.master.rest.enabled", "false");
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.driver.host", "127.0.0.1");
        settings.put("spark.driver.bindAddress", "127.0.0.1");
        settings.put("spark.driver.cores", "1");
        settings.put("spark.driver.memory", JobSize.DRIVER_MEGABYTES + "m");
        settings.put("spark.executor.memory", JobSize.EXECUTOR_MEGABYTES + "m");
        settings.put("spark.executor.cores", Integer.toString(job.coresPerExecutor()));
        // All start at once, on one machine.
        settings.put("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s");
        settings.put("spark.cores.max", Integer.toString(job.executorCores()));
        settings.put("spark.driver.extraJavaOptions", options(log));
        settings.put("spark.executor.extraJavaOptions", options(executorLog));
        return settings;
    }

    /** In quotation marks, as a path may hold spaces. */
    private String options(Path log) {
        StringBuilder options = new StringBuilder();
        cluster.jobOptions().forEach(option -> options.append(option).append(' '));
        return options.append("\"-Djava.io.tmpdir=")
                .append(cluster.temporary())
                .append("\" \"")
                .append(WorkerChildren.logOption(log))
                .append("\" -Dlog4j2.configurationFile=classpath:io/millrace/pipeline/log4j2-cluster.xml")
                .toString();
    }

    @Override
    public Optional<String> notReady() {
        return process.notReady();
    }

    @Override
    public Optional<String> refusal() {
        return process.refusal();
    }

    @Override
    public boolean isSilent() {
        return process.isSilent();
    }

    @Override
    public Duration longestSilence() {
        return process.longestSilence();
    }

    @Override
    public String url() {
        return process.url();
    }
}
