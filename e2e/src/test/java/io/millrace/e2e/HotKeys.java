package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Updates and deletes on a few keys without end, whatever happens to the source. Each change of a key counts its {@code v} up
 * by one, also a delete that is followed by an insert in one transaction, so that a history without a gap and without a
 * duplicate shows itself.
 */
final class HotKeys implements AutoCloseable {
    private static final int CLIENTS = 2;
    private static final int KEYS = 20;
    /** So many that every partition has one, most likely. */
    private static final int CANARIES = 64;

    /** Between two transactions of a client. Shorter, the load itself would take most of two cores from what recovers. */
    private static final long PAUSE_NANOS = 40_000_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Followed stack;
    private final Duration patience;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong canaries = new AtomicLong();
    private volatile boolean closed;

    HotKeys(Followed stack) throws SQLException {
        this(stack, PATIENCE);
    }

    /** @param patience how long a change may take to arrive, and the warehouse to be equal */
    HotKeys(Followed stack, Duration patience) throws SQLException {
        this.stack = stack;
        this.patience = patience;
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE hot (id int PRIMARY KEY, v bigint NOT NULL, note text)");
            statement.execute("CREATE TABLE lines (a int, b text)");
            statement.execute("ALTER TABLE lines REPLICA IDENTITY FULL");
            statement.execute("CREATE TABLE canary (n bigint PRIMARY KEY)");
            statement.execute("INSERT INTO hot SELECT i, 1, 'first' FROM generate_series(1, " + KEYS + ") i");
        }
        for (int i = 0; i < CLIENTS; i++) {
            var random = new Random(i);
            var thread = new Thread(() -> run(random), "hot-keys-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    long transactions() {
        return transactions.get();
    }

    /** Inserts rows into all partitions, and returns when they are queryable and all services are healthy. */
    void awaitFlow() throws InterruptedException, IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        long last = canaries.addAndGet(CANARIES);
        while (!isDone(() -> insertCanaries(last))) {
            retry(deadline, "the source takes no row");
        }
        while (!isDone(() -> stack.warehouse()
                .rows("SELECT count() FROM " + stack.database() + ".canary WHERE n > " + (last - CANARIES)
                        + " AND n <= " + last)
                .toString()
                .equals("[[" + CANARIES + "]]"))) {
            retry(deadline, "the rows do not arrive");
        }
        while (!stack.isHealthy()) {
            retry(deadline, "not all services are healthy");
        }
    }

    /** Waits until all is well again, notes how long that took, and compares. A launcher that is gone is started again. */
    void recover(String process, String fault, Recoveries recoveries) throws Exception {
        long begin = System.nanoTime();
        stack.startIfGone();
        awaitFlow();
        recoveries.add(process, fault, (System.nanoTime() - begin) / 1e9);
        assertEqual();
    }

    /** Holds the changes back until the warehouse is equal. */
    void assertEqual() throws Exception {
        gate.writeLock().lock();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            while (true) {
                try {
                    for (var table : List.of("hot", "lines", "canary")) {
                        stack.contents().assertEqual(stack.database(), "public", table);
                    }
                    return;
                } catch (AssertionError | IOException | SQLException e) {
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    LockSupport.parkNanos(200_000_000);
                }
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Holds the changes back meanwhile. */
    void hold(DrillStack.Step step) throws IOException, InterruptedException, SQLException {
        gate.writeLock().lock();
        try {
            step.happen();
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Every version of every key exactly once, from the first to the current one. */
    void assertHistoryComplete() throws Exception {
        gate.writeLock().lock();
        try {
            assertEqual();
            compareHistory();
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void compareHistory() throws SQLException, IOException, InterruptedException {
        try (var connection = stack.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT id, v FROM hot ORDER BY id")) {
            var history = stack.warehouse()
                    .rows("SELECT id, count(), uniqExact(v), min(v), max(v) FROM " + stack.database()
                            + "_history.hot FINAL"
                            + " WHERE _op IN ('c', 'u') GROUP BY id ORDER BY id");
            for (int i = 0; rows.next(); i++) {
                var v = rows.getString(2);
                assertThat(history.get(i)).containsExactly(rows.getString(1), v, v, "1", v);
            }
        }
    }

    private interface Attempt {
        boolean succeeds() throws SQLException, IOException, InterruptedException;
    }

    private static boolean isDone(Attempt attempt) throws InterruptedException {
        try {
            return attempt.succeeds();
        } catch (SQLException | IOException e) {
            return false;
        }
    }

    private void retry(long deadline, String missing) {
        if (System.nanoTime() > deadline) {
            throw new AssertionError("not recovered after " + patience + ": " + missing);
        }
        LockSupport.parkNanos(50_000_000);
    }

    private boolean insertCanaries(long last) throws SQLException {
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO canary SELECT generate_series(" + (last - CANARIES + 1) + ", " + last
                    + ") ON CONFLICT DO NOTHING");
            return true;
        }
    }

    private void run(Random random) {
        while (!closed) {
            try (var connection = stack.connect()) {
                connection.setAutoCommit(false);
                while (!closed) {
                    gate.readLock().lock();
                    try {
                        change(connection, random);
                        connection.commit();
                        transactions.incrementAndGet();
                    } finally {
                        gate.readLock().unlock();
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (SQLException e) {
                // The source is away: that is the drill.
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private static void change(Connection connection, Random random) throws SQLException {
        try (var statement = connection.createStatement()) {
            int id = 1 + random.nextInt(KEYS);
            switch (random.nextInt(8)) {
                case 0 -> {
                    long v;
                    try (var deleted = statement.executeQuery("DELETE FROM hot WHERE id = " + id + " RETURNING v")) {
                        v = deleted.next() ? deleted.getLong(1) : 0;
                    }
                    statement.execute("INSERT INTO hot VALUES (" + id + ", " + (v + 1) + ", 'again')");
                }
                case 1 ->
                    statement.execute(
                            "INSERT INTO lines SELECT " + random.nextInt(10) + ", 'line' FROM generate_series(1, 3)");
                case 2 -> statement.execute("DELETE FROM lines WHERE a = " + random.nextInt(10));
                case 3 ->
                    statement.execute(
                            "UPDATE lines SET b = b || '.' WHERE length(b) < 20 AND a = " + random.nextInt(10));
                default ->
                    statement.execute("UPDATE hot SET v = v + 1, note = repeat('x', " + random.nextInt(50)
                            + ") WHERE id = " + id);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (var thread : threads) {
            thread.join(10_000);
        }
    }
}
