package io.millrace.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterLockTest {
    @TempDir
    private Path folder;

    private Path cluster;
    private Path processes;
    private Path lock;

    @BeforeEach
    void make() throws IOException {
        cluster = Files.createDirectories(folder.resolve("cluster"));
        processes = Files.createDirectories(folder.resolve("proc"));
        Files.createDirectories(processes.resolve("self"));
        lock = cluster.resolve("postmaster.pid");
    }

    @Test
    void aServerOnTheFolderKeepsItsLock() throws Exception {
        process("4711", cluster);
        assertThat(kept("4711\n/its/folder\n")).isTrue();
    }

    @Test
    void anotherProcessThatGotThePidDoesNotKeepIt() throws Exception {
        process("4711", folder);
        assertThat(kept("4711\n")).isFalse();
        process("4712", folder.resolve("gone"));
        assertThat(kept("4712\n")).isFalse();
    }

    @Test
    void whereNoProcessHasThePidPostgresLooksForItself() throws Exception {
        assertThat(kept("4711\n")).isTrue();
    }

    @Test
    void aProcessThatCannotBeLookedAtIsAnErrorAndItsLockStays() throws Exception {
        // What stands here is no link, so that reading it fails for root, too.
        Files.createDirectories(processes.resolve("4711").resolve("cwd"));
        assertThatThrownBy(() -> kept("4711\n"))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("names process 4711")
                .hasMessageContaining("delete the file");
        assertThat(lock).exists();
    }

    @Test
    void whatACrashHasCutOffNamesNobody() throws Exception {
        assertThat(kept("")).isFalse();
    }

    private void process(String pid, Path directory) throws IOException {
        Files.createSymbolicLink(Files.createDirectories(processes.resolve(pid)).resolve("cwd"), directory);
    }

    private boolean kept(String content) throws IOException {
        Files.writeString(lock, content);
        new PostmasterLock(cluster, processes).removeIfStale();
        return Files.exists(lock);
    }
}
