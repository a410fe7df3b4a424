package io.millrace.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/** Connections to the shop's Postgres, and transactions. */
final class ShopDatabase implements AutoCloseable {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    private final HikariDataSource pool;

    ShopDatabase(PostgresAddress address) {
        var settings = new HikariConfig();
        settings.setJdbcUrl(address.jdbcUrl());
        settings.setUsername(address.user());
        settings.setPassword(address.password());
        settings.setMaximumPoolSize(8);
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(3_000);
        settings.setValidationTimeout(1_000);
        settings.setInitializationFailTimeout(10_000);
        settings.setAutoCommit(false);
        settings.addDataSourceProperty("socketTimeout", "10");
        settings.addDataSourceProperty("tcpKeepAlive", "true");
        settings.addDataSourceProperty("ApplicationName", "millrace-shop");
        settings.setPoolName("shop");
        pool = new HikariDataSource(settings);
    }

    /** The work of one transaction. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Runs the work in one transaction, again up to twice where Postgres chose it as the victim of a conflict.
     *
     * @throws SQLException also where no connection could be had
     */
    <T> T transaction(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (var connection = pool.getConnection()) {
                try {
                    T result = work.run(connection);
                    connection.commit();
                    return result;
                } catch (SQLException | RuntimeException e) {
                    connection.rollback();
                    throw e;
                }
            } catch (SQLException e) {
                if (attempt == 3 || !isConflict(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isConflict(SQLException e) {
        return SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
    }

    boolean answers() {
        try (var connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
