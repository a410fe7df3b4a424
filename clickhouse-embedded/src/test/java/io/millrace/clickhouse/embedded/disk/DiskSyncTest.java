package io.millrace.clickhouse.embedded.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSyncTest {
    private final AtomicInteger syncs = new AtomicInteger();

    @Test
    void callersDuringASyncShareTheNextOne() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        DiskSync disk = new DiskSync(() -> {
            if (syncs.incrementAndGet() == 1) {
                first.countDown();
                await(goOn);
            }
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> callers = new ArrayList<>();
            callers.add(threads.submit(() -> run(disk)));
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5; i++) {
                callers.add(threads.submit(() -> run(disk)));
            }
            Awaitility.await().until(() -> disk.waiting() == 5);
            goOn.countDown();
            for (Future<?> caller : callers) {
                caller.get(10, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(syncs).hasValue(2);
    }

    @Test
    void aCallAfterASyncHasItsOwn() throws IOException {
        DiskSync disk = new DiskSync(syncs::incrementAndGet);

        disk.sync();
        disk.sync();

        assertThat(syncs).hasValue(2);
    }

    @Test
    void aFailureIsNotForgotten() {
        DiskSync disk = new DiskSync(() -> {
            if (syncs.incrementAndGet() == 1) {
                throw new IOException("Input/output error");
            }
        });

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(disk::sync).isInstanceOf(IOException.class).hasMessage("Input/output error");
        }
        assertThat(syncs).hasValue(1);
    }

    @Test
    void theFileSystemOfAFolderIsSynced(@TempDir Path folder) throws IOException {
        try (FileSystem disk = FileSystem.of(folder)) {
            disk.sync();
        }
        assertThatThrownBy(() -> FileSystem.of(folder.resolve("missing"))).hasMessageContaining("No such file");
    }

    private static void run(DiskSync disk) {
        try {
            disk.sync();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
