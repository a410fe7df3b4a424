package io.millrace.launcher.stack;

import io.millrace.cli.ops.LocalStack;
import io.millrace.launcher.cluster.ClusterMark;
import io.millrace.launcher.cluster.MemberName;
import io.millrace.launcher.error.LauncherException;
import io.millrace.local.PrivateFolders;
import io.millrace.local.process.PidFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder given by {@code --data}: all that a stack keeps.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {
    private static final String PID_FILE = ".pid";

    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * Makes the folders that every start needs. It contains rows, so all folders in it are private to their owner, and
     * so is the data folder itself, unless it existed before with other content.
     */
    public void create() {
        try {
            boolean ours = Files.notExists(root) || isEmpty(root) || Files.isDirectory(run());
            Files.createDirectories(root);
            if (ours) {
                PrivateFolders.restrict(root);
            }
            for (String folder : List.of("etc", "etc/connector", "logs", "run")) {
                PrivateFolders.create(root.resolve(folder));
            }
            for (String service : ServiceGraph.services()) {
                PrivateFolders.create(service(service));
            }
            // Where secrets of the connector lay before they had a folder of their own.
            for (String file : List.of("connector.properties", "hash-key.properties")) {
                Files.deleteIfExists(root.resolve("etc").resolve(file));
            }
        } catch (IOException e) {
            throw new LauncherException("cannot write to the data folder " + root + ": choose another with --data", e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** The folder of one service, or of one member of it. */
    public Path service(String name) {
        return root.resolve(MemberName.folder(name));
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** The log file of a service. */
    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    public Path run() {
        return root.resolve("run");
    }

    public PidFile pidFile(String name) {
        return new PidFile(run().resolve(name + PID_FILE));
    }

    /** The names under which processes have been started. */
    public Set<String> pidFiles() {
        if (!Files.isDirectory(run())) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(run())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(PID_FILE))
                    .map(name -> name.substring(0, name.length() - PID_FILE.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new LauncherException("cannot read " + run() + ": " + e.getMessage(), e);
        }
    }

    /** The ports of the members of a cluster. */
    Path ports() {
        return run().resolve("ports");
    }

    /** Of how many brokers Kafka is. */
    ClusterMark clusterMark() {
        return new ClusterMark(
                root.resolve("etc").resolve("brokers"),
                service(ServiceGraph.KAFKA).resolve("logs"));
    }

    /** The complete configuration, which every process reads. */
    public Path resolvedConfig() {
        return new LocalStack(root).resolvedConfig();
    }

    /** The configuration of a member that listens at another address than the first one of its service. */
    Path resolvedConfig(String member) {
        return root.resolve("etc").resolve(member + ".yaml");
    }

    /** The password of the source and the key of hashes, for the connector: the worker may read this folder and no other. */
    public Path connectorSecret() {
        return root.resolve("etc").resolve("connector").resolve("connector.properties");
    }

    /** Generated passwords. */
    public Path secrets() {
        return root.resolve("etc").resolve("secrets");
    }

    /** With which Kafka's own tools get into the broker that the launcher runs. */
    public Path kafkaClient() {
        return root.resolve("etc").resolve("kafka-client.properties");
    }

    /** Where the state is for {@code status}. */
    public Path stateFile() {
        return new LocalStack(root).stateFile();
    }
}
