package io.millrace.launcher.stack;

import io.millrace.launcher.LauncherException;
import io.millrace.local.PidFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder given by {@code --data}: all that a stack keeps.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {
    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** Makes the folders that every start needs. */
    public void create() {
        try {
            Files.createDirectories(root);
            for (String folder : new String[] {"etc", "logs", "run"}) {
                Files.createDirectories(root.resolve(folder));
            }
        } catch (IOException e) {
            throw new LauncherException("cannot write to the data folder " + root + ": choose another with --data", e);
        }
    }

    /** The folder of one service. */
    public Path service(String name) {
        return root.resolve(name);
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** What a service prints. */
    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    public Path run() {
        return root.resolve("run");
    }

    public PidFile pidFile(String name) {
        return new PidFile(run().resolve(name + ".pid"));
    }

    /** The complete configuration, which every process reads. */
    public Path resolvedConfig() {
        return root.resolve("etc").resolve("millrace.yaml");
    }

    /** Generated passwords. */
    public Path secrets() {
        return root.resolve("etc").resolve("secrets");
    }

    /** Where the state is for {@code status}. */
    public Path stateFile() {
        return run().resolve("state.json");
    }
}
