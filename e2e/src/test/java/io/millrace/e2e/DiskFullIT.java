package io.millrace.e2e;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * All processes find their disk full at once, under a load of updates and deletes on hot keys. The disk is a small one in memory,
 * which needs the right to mount; {@code -Dmillrace.drill.full=60} keeps it full for so many seconds.
 */
@Order(2)
final class DiskFullIT {
    private static final int ROUNDS = Boolean.getBoolean("millrace.proofs") ? 5 : 2;
    private static final Duration FULL = Duration.ofSeconds(Long.getLong("millrace.drill.full", 10));

    private static Path folder;
    private static Path disk;
    private static boolean mounted;

    @BeforeAll
    static void mount() throws Exception {
        disk = Files.createTempDirectory("millrace-disk-");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1500m", "tmpfs", disk.toString());
        folder = Files.createDirectory(disk.resolve("drill"));
    }

    @AfterAll
    static void unmount() throws Exception {
        if (mounted && !Boolean.getBoolean("millrace.e2e.keep")) {
            run("umount", "-l", disk.toString());
            Files.delete(disk);
        }
    }

    @Test
    void nothingIsLostAndItGoesOnWhenThereIsRoomAgain() throws Exception {
        assumeTrue(mounted, "a small disk cannot be mounted here");
        var recoveries = new Recoveries();
        var balloon = disk.resolve("balloon");
        try (var stack = DrillStack.start(
                        folder, "warehouse: {history: [public.hot]}\npipeline: {checkpointInterval: 5s}\n");
                var load = new HotKeys(stack)) {
            load.awaitFlow();
            for (int round = 1; round <= ROUNDS; round++) {
                fill(balloon);
                // It has to find its way while nothing can be written, too.
                stack.kill("pipeline", "KILL");
                LockSupport.parkNanos(FULL.toNanos());
                System.out.println(stack.millrace().run("status").out());
                // What was freed meanwhile, by compaction for one, is taken, too.
                fill(balloon);
                Files.delete(balloon);
                load.recover("all", "disk full", recoveries);
            }
            System.out.println(recoveries);
            assertThat(load.transactions()).isPositive();
            load.assertHistoryComplete();
            assertThat(stack.warehouse()
                            .rows("SELECT name FROM system.tables WHERE (database LIKE 'app%' OR database = 'millrace')"
                                    + " AND create_table_query = ''"))
                    .as("definitions that a full disk has lost")
                    .isEmpty();
        }
    }

    private static void fill(Path balloon) throws IOException {
        var air = new byte[1 << 16];
        try (var out = Files.newOutputStream(balloon, CREATE, APPEND)) {
            while (true) {
                out.write(air);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
