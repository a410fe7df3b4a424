package io.millrace.ops.probe;

import io.millrace.postgres.PostgresUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One connection to the source, opened when it is needed and again after it broke. Questions of several threads wait for each other. */
public final class SourceConnection implements AutoCloseable {
    private final PostgresUrl url;
    private @Nullable Connection connection;

    public SourceConnection(PostgresUrl url) {
        this.url = url;
    }

    /** A query of the source. */
    public interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** A failed query closes the connection: the next one opens a new one. */
    public synchronized <T> T ask(Question<T> question) throws SQLException {
        Connection open = connection == null ? open() : connection;
        connection = open;
        try {
            return question.ask(open);
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private Connection open() throws SQLException {
        Properties properties = url.jdbcProperties();
        properties.setProperty("ApplicationName", "millrace-ops");
        // In seconds, to detect a source that hangs.
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "10");
        return url.open(properties);
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It is broken already.
                connection = null;
            }
            connection = null;
        }
    }
}
