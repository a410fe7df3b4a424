package io.millrace.launcher.spark;

import static java.util.Objects.requireNonNull;

import io.millrace.local.Installation;
import io.millrace.local.LocalException;
import io.millrace.local.PrivateFolders;
import io.millrace.local.UserCache;
import io.millrace.local.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What all processes of the Spark cluster have in common. They are Spark's own classes on the pipeline's class path, without a
 * distribution and its scripts; who does not know the secret can register nothing and submit nothing.
 *
 * @param installation where the class path is
 * @param folder of the cluster
 * @param secret letters and digits, known to all processes of the cluster
 * @param port of the master, on 127.0.0.1
 * @param pagePort of the master's page and its JSON
 */
public record SparkCluster(Installation installation, Path folder, String secret, int port, int pagePort) {
    static final String PIPELINE = "pipeline";

    /** How Spark's processes get the secret: in no command line, and in no settings that a page shows. */
    private static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";

    /** Without it a worker looks for Spark's source tree. */
    private static final String SCALA = "2.13";

    public SparkCluster {
        requireNonNull(installation, "installation is null");
        folder = folder.toAbsolutePath();
    }

    /** As {@code spark.master} names it. */
    public String master() {
        return "spark://127.0.0.1:" + port;
    }

    Path home() {
        return folder.resolve("home");
    }

    /** Temporary files of driver and executors. */
    Path temporary() {
        return folder.resolve("tmp");
    }

    /** The options of the pipeline's own JVM without its heap, whose size Spark sets. */
    List<String> jobOptions() {
        return pipelineOptions().stream()
                .filter(option -> !option.startsWith("-Xm"))
                .toList();
    }

    /** A process of Spark's that moves no rows. */
    JavaCommand daemon(String name, String main, Map<String, String> settings, List<String> arguments) {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=48m",
                "-XX:+ExitOnOutOfMemoryError"));
        pipelineOptions().stream()
                .filter(option -> option.startsWith("--add-opens") || option.startsWith("-D"))
                .forEach(options::add);
        options.add("-Dspark.authenticate=true");
        settings.forEach((key, value) -> options.add("-D" + key + "=" + value));
        return new JavaCommand(name, installation.classPath(PIPELINE), main, options, arguments, environment());
    }

    private List<String> pipelineOptions() {
        return installation
                .resource(PIPELINE, "io/millrace/pipeline/jvm.options")
                .map(JavaCommand::parseOptions)
                .orElse(List.of());
    }

    /** Of every process; driver and executors inherit that of their worker. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put(SECRET_VARIABLE, secret);
        environment.put("SPARK_HOME", home().toString());
        environment.put("SPARK_SCALA_VERSION", SCALA);
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        environment.put("SPARK_LOCAL_DIRS", temporary().toString());
        // A configuration of the user's own Spark is for another cluster.
        environment.put("SPARK_CONF_DIR", home().resolve("conf").toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return environment;
    }

    /** Empties what an earlier cluster has left. */
    void clear() {
        try {
            UserCache.deleteTree(recovery());
            UserCache.deleteTree(temporary());
        } catch (IOException e) {
            throw new LocalException("cannot empty " + folder + ": " + e, e);
        }
    }

    /** Where the master keeps its applications and drivers, so that a restart ends none. */
    Path recovery() {
        return folder.resolve("recovery");
    }

    /**
     * Makes the folder that Spark takes for its distribution: {@code jars} with a link to each jar of the pipeline's class path, which
     * drivers and executors get. Repeatable beside running processes.
     */
    void makeHome() {
        Path jars = home().resolve("jars");
        try {
            // What is submitted is kept there, with its environment and so with the secret.
            PrivateFolders.create(folder);
            Files.createDirectories(home().resolve("conf"));
            Files.createDirectories(recovery());
            Files.createDirectories(temporary());
            Files.createDirectories(jars);
            Set<Path> wanted = new HashSet<>();
            int number = 0;
            for (String entry : installation.classPath(PIPELINE).split(File.pathSeparator, -1)) {
                Path jar = Path.of(entry).toAbsolutePath();
                Path link = jars.resolve(String.valueOf(jar.getFileName()));
                // Two of the same name, of different groups.
                while (!wanted.add(link)) {
                    link = jars.resolve(++number + "-" + jar.getFileName());
                }
                if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(jar)) {
                    Files.deleteIfExists(link);
                    Files.createSymbolicLink(link, jar);
                }
            }
            try (Stream<Path> links = Files.list(jars)) {
                for (Path link : links.filter(link -> !wanted.contains(link)).toList()) {
                    Files.deleteIfExists(link);
                }
            }
        } catch (IOException e) {
            throw new LocalException("cannot prepare " + home() + ": " + e, e);
        }
    }
}
