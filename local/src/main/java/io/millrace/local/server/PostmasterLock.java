package io.millrace.local.server;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * {@code postmaster.pid} of a cluster. After a crash it can name a pid that another process has by now, which Postgres would take for
 * a server on its folder; a real one has the folder as its working directory. A pid that no process has is Postgres's own to judge.
 */
final class PostmasterLock {
    private final Path cluster;
    private final Path processes;

    /** @param processes {@code /proc}, or what stands for it */
    PostmasterLock(Path cluster, Path processes) {
        this.cluster = cluster;
        this.processes = processes;
    }

    /**
     * Removes it where another process has its pid.
     *
     * @throws LocalException if a process has its pid, and what that is cannot be seen
     */
    void removeIfStale() throws IOException {
        Path lock = cluster.resolve("postmaster.pid");
        if (!Files.exists(lock) || !Files.isDirectory(processes.resolve("self"))) {
            return;
        }
        String pid = Files.readString(lock).lines().findFirst().orElse("").strip();
        if (!pid.matches("[1-9][0-9]*")) {
            // Cut off by a crash: Postgres would require its removal by hand.
            Files.delete(lock);
        } else if (Files.isDirectory(processes.resolve(pid)) && isAnother(pid, lock)) {
            Files.delete(lock);
        }
    }

    private boolean isAnother(String pid, Path lock) throws IOException {
        Path directory = processes.resolve(pid).resolve("cwd");
        try {
            Files.readSymbolicLink(directory);
        } catch (NoSuchFileException e) {
            return false; // It has ended just now.
        } catch (IOException | UnsupportedOperationException e) {
            throw new LocalException(
                    lock + " names process " + pid + ", and whether that is a Postgres on this folder cannot be seen ("
                            + e.getClass().getSimpleName() + "): another user or container may run it. Stop it there,"
                            + " or, when you are sure that none runs, delete the file",
                    e);
        }
        return !(Files.isDirectory(directory) && Files.isSameFile(directory, cluster));
    }
}
