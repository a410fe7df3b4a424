package io.millrace.pipeline.cluster;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Spark standalone cluster of plain Java processes, and {@code spark-submit} on it: Spark's own classes and class path, without its
 * scripts. Spark's jars are in a folder {@code jars} of a {@code SPARK_HOME}, as its distribution has them; what that lacks is the job's.
 */
final class SparkProcesses implements AutoCloseable {
    /** What a Spark distribution does not have: the job brings it. The profile {@code job} of the POM gathers the same. */
    private static final Pattern OF_THE_JOB = Pattern.compile(
            "(millrace|client-v2|clickhouse|micrometer|prometheus-metrics|kafka-clients|spark-sql-kafka|spark-token-provider-kafka"
                + "|httpclient5|httpcore5|commons-pool2|asm-|HdrHistogram|jspecify|jackson-dataformat-yaml).*[.]jar");

    private static final Duration START = Duration.ofSeconds(90);

    private final Path folder;
    private final Path home;
    private final List<String> opens;
    private final List<Path> jobJars = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final int port = LocalPorts.free();

    SparkProcesses(Path folder) throws IOException {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "kill-spark"));
        this.home = Files.createDirectories(folder.resolve("spark"));
        Path jars = Files.createDirectories(home.resolve("jars"));
        Installation installation = Installation.current();
        this.opens = installation
                .resource("pipeline", "io/millrace/pipeline/jvm.options")
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith("--add-opens") || line.startsWith("-D"))
                .toList();
        for (String entry : installation.dependencies("pipeline").split(":", -1)) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            if (OF_THE_JOB.matcher(name).matches()) {
                jobJars.add(jar);
            } else {
                Files.createSymbolicLink(jars.resolve(name), jar);
            }
        }
    }

    String master() {
        return "spark://127.0.0.1:" + port;
    }

    void startMaster() throws IOException {
        java(
                "master",
                256,
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "0");
        Awaitility.await("Spark's master").atMost(START).until(() -> LocalPorts.accepts(port));
    }

    /** A worker with one core, for one executor. */
    Process startWorker(String name) throws IOException {
        return java(
                name,
                256,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "800m",
                "--work-dir",
                Files.createDirectories(folder.resolve("work-" + name)).toString(),
                master());
    }

    /** Submits the job in client mode: its process is the driver. */
    Process submit(Path config) throws IOException {
        Path single = Installation.current().home().resolve("pipeline/target/millrace-job.jar");
        List<String> arguments = new ArrayList<>(List.of(
                "--master", master(),
                "--class", "io.millrace.pipeline.Main",
                "--executor-memory", "640m",
                "--conf", "spark.driver.host=127.0.0.1",
                "--conf", "spark.ui.enabled=false"));
        if (Files.exists(single)) {
            arguments.add(single.toString());
        } else {
            arguments.addAll(List.of(
                    "--jars",
                    String.join(",", jobJars.stream().map(Path::toString).toList()),
                    Installation.current().jar("pipeline").toString()));
        }
        arguments.addAll(List.of("--config", config.toString()));
        return java("driver", 640, "org.apache.spark.deploy.SparkSubmit", arguments.toArray(String[]::new));
    }

    private Process java(String name, int megabytes, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + megabytes + "m"));
        command.add("-XX:+UseSerialGC");
        command.addAll(opens);
        command.addAll(List.of("-cp", home.resolve("jars") + "/*", main));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().put("SPARK_HOME", home.toString());
        // As Spark's own scripts do; without it a worker looks for Spark's source tree.
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().remove("SPARK_CONF_DIR");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The processes that a worker has started for the job. */
    static List<ProcessHandle> executors(Process worker) {
        try (Stream<ProcessHandle> children = worker.descendants()) {
            return children.filter(ProcessHandle::isAlive).toList();
        }
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** At the latest with this JVM. */
    private void kill() {
        for (Process process : List.copyOf(processes)) {
            executors(process).forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        kill();
        for (Process process : processes) {
            try {
                boolean unused = process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
