package io.millrace.bench.system;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The Postgres database that is captured. Each call has a connection of its own, so that nothing stays open while something
 * else is measured.
 */
public final class SourceDatabase {
    private final String jdbcUrl;

    /** @param url libpq URL with user and password, percent-encoded */
    public SourceDatabase(URI url) {
        this.jdbcUrl = jdbc(url);
    }

    static String jdbc(URI url) {
        String info = url.getRawUserInfo() == null ? "" : url.getRawUserInfo();
        String[] user = info.split(":", 2);
        String query = url.getRawQuery() == null ? "" : "&" + url.getRawQuery();
        return "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getRawPath() + "?user=" + user[0]
                + "&password=" + (user.length > 1 ? user[1] : "") + query;
    }

    /** A new connection in autocommit mode. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    /** Runs statements, separated by semicolons. */
    public void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The first column of the first row. */
    public String text(String query) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new BenchException("Postgres returned no row for: " + query);
            }
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public long number(String query) {
        return Long.parseLong(text(query));
    }

    /**
     * Runs statements in parallel, each on a connection that does not wait for the disk at a commit. A checkpoint
     * follows, so that all is on disk and no checkpoint falls into the measurement that comes next.
     */
    public void together(List<String> statements) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(statements.size(), 1));
        try {
            List<Future<?>> running = statements.stream()
                    .<Future<?>>map(sql -> threads.submit(() -> execute("SET synchronous_commit = off", sql)))
                    .toList();
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new BenchException("writing to Postgres failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
        execute("CHECKPOINT");
    }

    private void execute(String setting, String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(setting);
            // A procedure that commits cannot be called inside a larger statement.
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static BenchException failed(SQLException e) {
        return new BenchException("Postgres refused: " + e.getMessage(), e);
    }
}
