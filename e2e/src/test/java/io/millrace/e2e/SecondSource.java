package io.millrace.e2e;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.LogSettings;
import io.millrace.config.ProcessSettings;
import io.millrace.config.SettingValues;
import io.millrace.config.SourceSettings;
import io.millrace.config.WarehouseSettings;
import io.millrace.launcher.cluster.MemberPorts;
import io.millrace.launcher.spark.JobSize;
import io.millrace.launcher.spark.SparkCluster;
import io.millrace.launcher.spark.SparkDriver;
import io.millrace.launcher.spark.WorkerChildren;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.Secrets;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.RunningProcess;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * A second database of a stack's Postgres as a source of its own: own slot, publication and change stream, a controller of its own, and a
 * job of its own on the stack's Spark cluster. All systems are the stack's, and so is the warehouse.
 */
final class SecondSource implements Followed, AutoCloseable {
    static final String NAME = "second";

    private static final Duration START = Duration.ofMinutes(3);

    /** An executor with a slot for each of two partitions: it fits beside the first job wherever Spark puts both. */
    private static final JobSize JOB = new JobSize(1, 2);

    private final DrillStack stack;
    private final URI source;
    private final Path config;
    private final int controllerPort = LocalPorts.free();
    private final int pipelinePort = LocalPorts.free();
    private final Path folder;
    private final RunningProcess controller;

    private SecondSource(DrillStack stack) throws IOException, InterruptedException, SQLException {
        this.stack = stack;
        stack.execute("CREATE DATABASE " + NAME);
        this.source = stack.millrace().url("postgres").resolve("/" + NAME);
        this.folder = Files.createDirectories(stack.data().resolveSibling(NAME));
        this.config = Files.writeString(folder.resolve("millrace.yaml"), configuration());
        this.controller = startController();
        submit();
    }

    /** Returns when both of its processes are ready. */
    static SecondSource start(DrillStack stack) throws IOException, InterruptedException, SQLException {
        var second = new SecondSource(stack);
        Awaitility.await("the second source is followed").atMost(START).until(second::isHealthy);
        return second;
    }

    private DataFolder data() {
        return new DataFolder(stack.data());
    }

    /** The first source's, with what is the second one's own. */
    private String configuration() {
        Config first = ConfigReader.read(data().resolvedConfig(), Map.of());
        return SettingValues.of(first)
                .with(SourceSettings.URL, Optional.of(source.toString()))
                .with(SourceSettings.NAME, NAME)
                .with(SourceSettings.SLOT, "millrace_" + NAME)
                .with(SourceSettings.PUBLICATION, "millrace_" + NAME)
                .with(LogSettings.PARTITIONS, 2)
                .with(WarehouseSettings.DATABASE, NAME)
                .with(ProcessSettings.CONTROLLER_BIND, "127.0.0.1:" + controllerPort)
                .with(ProcessSettings.PIPELINE_BIND, "127.0.0.1:" + pipelinePort)
                .with(
                        ProcessSettings.CHECKPOINT,
                        Optional.of(folder.resolve("checkpoint").toUri().toString()))
                .toYaml();
    }

    /** Both sources are of one Postgres, where the role that captures is the same. */
    private RunningProcess startController() throws IOException {
        var secrets = new Secrets(data().secrets());
        var command = new JavaCommand(
                        "controller",
                        Installation.current().classPath("controller"),
                        "io.millrace.controller.Main",
                        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        List.of("--config", config.toString()),
                        Map.of(
                                "MILLRACE_CAPTURE_PASSWORD",
                                secrets.secret("capture"),
                                "MILLRACE_CAPTURE_PASSWORD_BY",
                                "file:" + data().connectorSecret()))
                .in(Files.createDirectories(folder.resolve("controller")));
        return RunningProcess.start(
                command, folder.resolve("controller.log"), new PidFile(folder.resolve("controller.pid")));
    }

    /** As the launcher submits the first one. */
    private void submit() throws IOException, InterruptedException {
        var cluster = new SparkCluster(
                Installation.current(),
                data().service("spark"),
                new Secrets(data().secrets()).secret("spark"),
                stack.millrace().url("spark-master").getPort(),
                new MemberPorts(data().run().resolve("ports"), List.of(), member -> true).port("spark-master.page", 0));
        var job = new SparkDriver(
                cluster, new Health(pipelinePort), folder, config, executorLog(), JOB, () -> workers(stack));
        job.start(job.prepare(), folder.resolve("pipeline.log"), new PidFile(folder.resolve("pipeline.pid")));
    }

    private Path executorLog() {
        return folder.resolve("executors.log");
    }

    private record Health(int port) implements LocalServer {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Command prepare() {
            throw new UnsupportedOperationException("it is only asked for its health");
        }

        @Override
        public Optional<String> notReady() {
            return isReady(port) ? Optional.empty() : Optional.of("not ready");
        }

        @Override
        public String url() {
            return "http://127.0.0.1:" + port;
        }
    }

    private static boolean isReady(int port) {
        try {
            return new Http(URI.create("http://127.0.0.1:" + port))
                            .send("GET", "/readyz", "")
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<ProcessIdentity> workers(DrillStack stack) {
        return List.of("spark-worker-1", "spark-worker-2").stream()
                .flatMap(name -> new DataFolder(stack.data()).pidFile(name).running().stream())
                .toList();
    }

    /** The driver of the job that reads a configuration; empty while none runs. */
    static Optional<Long> driver(DrillStack stack, Path config) {
        return workers(stack).stream()
                .flatMap(worker -> WorkerChildren.drivers(worker.pid()).stream())
                .filter(driver -> driver.reads(config))
                .map(WorkerChildren.Driver::pid)
                .findFirst();
    }

    /** The pids of a job: driver and executors. */
    static List<Long> job(DrillStack stack, Path config, Path executorLog) {
        var pids = new TreeSet<Long>();
        driver(stack, config).ifPresent(pids::add);
        workers(stack)
                .forEach(worker -> pids.addAll(
                        WorkerChildren.executors(worker.pid(), executorLog).values()));
        return List.copyOf(pids);
    }

    Path config() {
        return config;
    }

    List<Long> job() {
        return job(stack, config, executorLog());
    }

    /** What the job says about itself. */
    String readiness() throws IOException, InterruptedException {
        return new Http(URI.create("http://127.0.0.1:" + pipelinePort))
                .send("GET", "/readyz", "")
                .body();
    }

    @Override
    public Connection connect() throws SQLException {
        return Contents.connect(source);
    }

    @Override
    public Http warehouse() {
        return stack.warehouse();
    }

    @Override
    public Contents contents() {
        return stack.contents().ofSource(source);
    }

    @Override
    public String database() {
        return NAME;
    }

    @Override
    public boolean isHealthy() {
        return isReady(controllerPort) && isReady(pipelinePort);
    }

    /** The job ends with the stack's Spark workers. */
    @Override
    public void close() {
        controller.stop(Duration.ofSeconds(10));
    }
}
