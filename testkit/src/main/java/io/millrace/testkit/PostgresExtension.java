package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import io.millrace.local.LocalPorts;
import io.millrace.local.server.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Postgres with {@code wal_level=logical}. The server is shared, the database is the test class's own; slots and roles
 * belong to the server, so name them after {@link #database}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresExtension POSTGRES = new PostgresExtension();
 * }</pre>
 */
public final class PostgresExtension implements BeforeAllCallback {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String database = "test" + DATABASES.incrementAndGet();
    private @Nullable TestServer<PostgresServer> running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = Shared.server(
                context,
                "postgres",
                folder -> new PostgresServer(folder, LocalPorts.free(), "postgres", "secret-of-a-test"));
        server().ensureDatabase(database);
    }

    public PostgresServer server() {
        return running().server();
    }

    /** The shared server, to kill it and start it again. */
    public TestServer<PostgresServer> running() {
        return requireNonNull(running, "Postgres runs only during tests: register the extension as a static field");
    }

    /** The name of the test class's database. */
    public String database() {
        return database;
    }

    /** libpq URL with user (a superuser) and password. */
    public String url() {
        return server().url(database);
    }

    /** JDBC URL, without user and password. */
    public String jdbcUrl() {
        return server().jdbcUrl(database);
    }

    public String user() {
        return PostgresServer.USER;
    }

    public String password() {
        return server().password();
    }

    /** A connection as superuser. */
    public Connection connect() throws SQLException {
        return server().connect(database);
    }

    /** The server's major version: not every build's is the newest. */
    public int version() {
        try (Connection connection = connect()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs statements as superuser, each committed on its own. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
