package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void a_server_on_the_folder_keeps_its_lock() throws Exception {
        process("4711", cluster);
        assertThat(kept("4711\n/its/folder\n")).isTrue();
    }

    @Test
    void another_process_that_got_the_pid_does_not_keep_it() throws Exception {
        process("4711", folder);
        assertThat(kept("4711\n")).isFalse();
        process("4712", folder.resolve("gone"));
        assertThat(kept("4712\n")).isFalse();
    }

    @Test
    void where_no_process_has_the_pid_postgres_looks_for_itself() throws Exception {
        assertThat(kept("4711\n")).isTrue();
    }

    @Test
    void a_process_that_cannot_be_looked_at_is_an_error_and_its_lock_stays() throws Exception {
        // What stands here is no link, so that reading it fails for root, too.
        Files.createDirectories(processes.resolve("4711").resolve("cwd"));
        assertThatThrownBy(() -> kept("4711\n"))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("names process 4711")
                .hasMessageContaining("delete the file");
        assertThat(lock).exists();
    }

    @Test
    void what_a_crash_has_cut_off_names_nobody() throws Exception {
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
