package io.millrace.bench;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits rows to a table of its own in the source ({@code millrace_bench.latency}) and looks for them in its view.
 * Both ends use the same clock. Reports what a user of the warehouse sees, the time of the query included.
 */
final class LatencyBench implements AutoCloseable {
    private static final String SOURCE_TABLE = "millrace_bench.latency";
    private static final Duration LAST_CALL = Duration.ofSeconds(30);

    private final RunningStack stack;
    private final Connection source;
    private final WarehouseQuery warehouse;

    LatencyBench(RunningStack stack) throws SQLException {
        this.stack = stack;
        source = DriverManager.getConnection(jdbc(stack.postgres()));
        warehouse = new WarehouseQuery(stack.clickhouse());
    }

    LatencyReport run(int rate, Duration warmup, Duration duration)
            throws SQLException, IOException, InterruptedException {
        long firstId = prepareTable();
        var view = awaitView(firstId);
        var looks = new Visibility(warehouse, view, firstId);
        var looker = new Thread(looks, "looker");
        looker.start();
        try {
            return measure(rate, warmup, duration, firstId, looks);
        } finally {
            looks.stop();
            looker.join();
        }
    }

    private LatencyReport measure(int rate, Duration warmup, Duration duration, long firstId, Visibility looks)
            throws SQLException, InterruptedException {
        long interval = TimeUnit.SECONDS.toNanos(1) / rate;
        int unmeasured = (int) (warmup.toMillis() * rate / 1000);
        int count = (int) (duration.toMillis() * rate / 1000);
        var committed = new long[unmeasured + count];
        Map<String, Long> cpuBefore = Map.of();
        long start = System.nanoTime();
        try (var insert = source.prepareStatement("INSERT INTO millrace_bench.latency (id, payload) VALUES (?, ?)")) {
            for (int i = 0; i < committed.length; i++) {
                if (i == unmeasured) {
                    cpuBefore = Usage.cpuMicros(stack.pids());
                }
                sleepUntil(start + i * interval);
                insert.setLong(1, firstId + i);
                insert.setString(2, "change " + i + " of a benchmark");
                insert.executeUpdate();
                committed[i] = System.nanoTime();
                looks.expect(firstId + i);
            }
        }
        var cpuAfter = Usage.cpuMicros(stack.pids());
        double seconds =
                (committed[committed.length - 1] - committed[Math.min(unmeasured, committed.length - 1)]) / 1e9;
        looks.awaitAll(LAST_CALL);
        var latencies = new long[count];
        int measured = 0;
        for (int i = unmeasured; i < committed.length; i++) {
            long seen = looks.seenAt(firstId + i);
            if (seen != Visibility.NEVER) {
                latencies[measured++] = Math.max(seen - committed[i], 0);
            }
        }
        var cpu = new HashMap<String, Long>();
        for (var entry : cpuAfter.entrySet()) {
            cpu.put(
                    entry.getKey(),
                    (entry.getValue() - cpuBefore.getOrDefault(entry.getKey(), 0L)) / Math.max(count, 1));
        }
        return new LatencyReport(
                rate,
                Math.round((count - 1) / Math.max(seconds, 1e-9) * 10) / 10.0,
                measured,
                count - measured,
                Percentiles.ofNanos(java.util.Arrays.copyOf(latencies, measured)),
                looks.medianMillisBetweenLooks(),
                cpu,
                Usage.memoryMiB(stack.pids()));
    }

    private long prepareTable() throws SQLException {
        try (var statement = source.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS millrace_bench");
            statement.execute("CREATE TABLE IF NOT EXISTS millrace_bench.latency"
                    + " (id bigint PRIMARY KEY, payload text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())");
            try (var rows = statement.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM millrace_bench.latency")) {
                rows.next();
                return rows.getLong(1) + 1;
            }
        }
    }

    /** Commits one row, id {@code firstId - 1}, and waits until the table's view exists and shows it. */
    private String awaitView(long firstId) throws SQLException, IOException, InterruptedException {
        try (var insert = source.prepareStatement("INSERT INTO millrace_bench.latency VALUES (?, 'first', now())")) {
            insert.setLong(1, firstId - 1);
            insert.executeUpdate();
        }
        long deadline = System.nanoTime() + LAST_CALL.toNanos();
        while (System.nanoTime() < deadline) {
            var views = warehouse.rows("SELECT concat('`', view_database, '`.`', name, '`') FROM millrace.tables FINAL"
                    + " WHERE source_table = '" + SOURCE_TABLE + "'");
            if (!views.isEmpty()
                    && !warehouse
                            .rows("SELECT id FROM " + views.get(0) + " WHERE id = " + (firstId - 1))
                            .isEmpty()) {
                return views.get(0);
            }
            Thread.sleep(50);
        }
        throw new IOException("the table " + SOURCE_TABLE + " did not appear in the warehouse within 30 s;"
                + " does source.tables include it, and is the pipeline healthy?");
    }

    private static void sleepUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String jdbc(URI url) {
        var user = url.getRawUserInfo().split(":", 2);
        var query = url.getRawQuery() == null ? "" : "&" + url.getRawQuery();
        return "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getRawPath() + "?user=" + user[0]
                + "&password=" + (user.length > 1 ? user[1] : "") + query;
    }

    @Override
    public void close() throws SQLException {
        source.close();
    }
}
