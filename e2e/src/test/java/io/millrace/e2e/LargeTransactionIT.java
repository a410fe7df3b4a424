package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One transaction with very many rows: it lands complete, the processes live through it, and what comes after it lands, too.
 * {@code -Dmillrace.transaction.rows=10000000} is the full size.
 */
@EnabledIfSystemProperty(named = "millrace.proofs", matches = "true")
final class LargeTransactionIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final long ROWS = Long.getLong("millrace.transaction.rows", 200_000);
    private static final String MARK = System.getProperty("millrace.e2e.mark", "");
    private static final String LARGE = "large_transaction" + MARK;
    private static final String OTHER = "small_transactions" + MARK;

    /** What a process may need beside its heap: class metadata, compiled code, threads, buffers. */
    private static final long BESIDE_HEAP_MIB = 400;

    @Test
    void oneTransactionWithVeryManyRowsLandsCompleteAndNoProcessDiesOfIt() throws Exception {
        var before = pids();
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + LARGE + " (id bigint PRIMARY KEY, a text NOT NULL, n int)");
            statement.execute("CREATE TABLE " + OTHER + " (id int PRIMARY KEY, a text)");
            statement.execute("INSERT INTO " + OTHER + " VALUES (1, 'before')");
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO " + LARGE + " SELECT g, 'row ' || g, g % 1000 FROM generate_series(1, "
                    + ROWS + ") g");
            // The same rows again in the same transaction: the later version must win.
            statement.execute("UPDATE " + LARGE + " SET n = -1 WHERE id % 10 = 0");
            statement.execute("DELETE FROM " + LARGE + " WHERE id % 10 = 1");
            statement.execute("UPDATE " + OTHER + " SET a = 'in it'");
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("INSERT INTO " + OTHER + " SELECT g, 'after' FROM generate_series(2, 1000) g");
        }
        STACK.millrace().awaitCaughtUp(Duration.ofMinutes(2).plus(Duration.ofMillis(ROWS)));

        assertThat(new Checksums(STACK).assertEqual(LARGE, List.of("id", "a", "n")))
                .isEqualTo(ROWS - ROWS / 10);
        assertThat(STACK.contents().assertEqual(SharedStack.DATABASE, "public", OTHER))
                .isEqualTo(1000);
        assertThat(pids()).as("processes, none of which was started again").isEqualTo(before);
        for (var process : before.entrySet()) {
            var peak = peakMib(process.getValue());
            var heap = heapMib(process.getValue());
            System.out.println(process.getKey() + ": at most " + peak + " MiB with a heap of " + heap + " MiB");
            if (!process.getKey().equals("clickhouse")) {
                // The embedded engine's memory is its own, and bounded by its configuration.
                assertThat(peak).as(process.getKey()).isLessThan(heap + BESIDE_HEAP_MIB);
            }
        }
    }

    private static Map<String, Long> pids() throws IOException, InterruptedException {
        var pids = new TreeMap<String, Long>();
        STACK.millrace().status().path("services").forEach(service -> {
            if (service.path("pid").asLong() > 0) {
                pids.put(service.path("name").asText(), service.path("pid").asLong());
            }
        });
        return pids;
    }

    private static long peakMib(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024;
        }
    }

    /** What the command line allows. */
    private static long heapMib(long pid) throws IOException {
        for (var argument :
                Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1)) {
            if (argument.matches("-Xmx\\d+m")) {
                return Long.parseLong(argument.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("process " + pid + " has no -Xmx");
    }
}
