package io.millrace.e2e;

import io.millrace.e2e.RandomStatements.Ddl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** A client of the source that does random things in random transactions, and shrugs at what the source refuses. */
final class RandomClient implements Callable<Void> {
    private static final int DDL_PERCENT = 2;

    private final int number;
    private final SharedStack stack;
    private final String prefix;
    private final List<Ddl> kinds;
    private final StatementLog log;
    private final long deadline;
    private final long pauseNanos;
    private final Random random;
    private final RandomStatements statements;
    private int transactions;

    /**
     * @param kinds the changes of shape it may make
     * @param deadline in {@link System#nanoTime}
     * @param pauseNanos between two transactions
     */
    RandomClient(
            int number,
            SharedStack stack,
            String prefix,
            List<Ddl> kinds,
            StatementLog log,
            long seed,
            long deadline,
            long pauseNanos) {
        this.number = number;
        this.stack = stack;
        this.prefix = prefix;
        this.kinds = kinds;
        this.log = log;
        this.deadline = deadline;
        this.pauseNanos = pauseNanos;
        this.random = new Random(seed * 1_000 + number);
        this.statements = new RandomStatements(random, prefix);
    }

    @Override
    public Void call() throws Exception {
        try (var connection = stack.connect()) {
            connection.setAutoCommit(false);
            while (System.nanoTime() < deadline) {
                transactions++;
                transaction(connection);
                LockSupport.parkNanos(pauseNanos);
            }
        }
        return null;
    }

    private void transaction(Connection connection) throws SQLException {
        var id = "client " + number + " transaction " + transactions;
        try {
            execute(connection, id, "SET LOCAL lock_timeout = '1s'");
            for (int left = random.nextInt(1, 12); left > 0; left--) {
                if (random.nextInt(10) == 0) {
                    aside(connection, id);
                } else {
                    step(connection, id);
                }
            }
            if (random.nextInt(12) == 0) {
                connection.rollback();
                log.add(id, "ROLLBACK");
            } else {
                connection.commit();
                log.add(id, "COMMIT");
            }
        } catch (SQLException e) {
            // A deadlock, a key that is there, a column that is not any more: as in life.
            connection.rollback();
            log.add(id, "ROLLBACK after " + e.getSQLState());
        }
    }

    /** In a savepoint that is rolled back. */
    private void aside(Connection connection, String id) throws SQLException {
        var savepoint = connection.setSavepoint();
        log.add(id, "SAVEPOINT");
        step(connection, id);
        connection.rollback(savepoint);
        log.add(id, "ROLLBACK TO SAVEPOINT");
    }

    private void step(Connection connection, String id) throws SQLException {
        var table = RandomTable.any(connection, random, prefix);
        if (table.isEmpty()) {
            return;
        }
        int dice = random.nextInt(1000);
        if (dice < 2) {
            execute(connection, id, statements.truncate(table.get()));
        } else if (dice < 10 * DDL_PERCENT && !kinds.isEmpty()) {
            for (var sql : statements.ddl(table.get(), kinds.get(random.nextInt(kinds.size())))) {
                execute(connection, id, sql);
            }
        } else {
            execute(connection, id, statements.dml(table.get()));
        }
    }

    private void execute(Connection connection, String id, String sql) throws SQLException {
        log.add(id, sql);
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int transactions() {
        return transactions;
    }
}
