package io.millrace.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalPorts;
import io.millrace.local.server.PostgresServer;
import io.millrace.testkit.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One stack for all test classes that want one: a Postgres that Millrace does not run, empty at first, and Millrace following
 * it. Use table names of your own.
 *
 * <p>{@code -Dmillrace.e2e.source=URL -Dmillrace.e2e.data=DIR} use a stack that runs already, and leave it running.
 * {@code -Dmillrace.e2e.keep=true} leaves its folder with logs and data.
 */
final class SharedStack implements BeforeAllCallback {
    /** The source's database, and the warehouse's. */
    static final String DATABASE = "app";

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedStack.class);

    private static volatile boolean shared;

    private final Optional<String> settings;
    private final String[] options;
    private @Nullable Running running;

    /** The stack that all such classes share. */
    SharedStack() {
        this(Optional.empty());
    }

    private SharedStack(Optional<String> settings, String... options) {
        this.settings = settings;
        this.options = options;
    }

    /**
     * A stack for one class, stopped after it.
     *
     * @param settings more lines of {@code source:}, indented by two, and of other sections after them
     * @param upOptions of {@code up}
     */
    static SharedStack apart(String settings, String... upOptions) {
        return new SharedStack(Optional.of(settings), upOptions);
    }

    /** Whether the one that all share runs: what measures times must have ended before ({@code @Order(2)}). */
    static boolean isShared() {
        return shared;
    }

    private record Running(URI source, Millrace millrace, AutoCloseable stop) implements AutoCloseable {
        static Running start(String name, String settings, String... options) {
            var source = System.getProperty("millrace.e2e.source", "");
            var data = System.getProperty("millrace.e2e.data", "");
            if (!source.isEmpty()) {
                return new Running(URI.create(source), Millrace.running(Path.of(data)), () -> {});
            }
            TestServer<PostgresServer> postgres = TestServer.start(
                    name, folder -> new PostgresServer(folder, LocalPorts.free(), DATABASE, "secret-of-a-test"));
            try {
                postgres.server().ensureDatabase();
                var folder = Files.createTempDirectory("millrace-e2e-");
                var millrace =
                        Millrace.of(folder.resolve("data"), postgres.server().url(), settings);
                millrace.up(options);
                return new Running(URI.create(postgres.server().url()), millrace, () -> {
                    millrace.close();
                    postgres.close();
                    if (!Boolean.getBoolean("millrace.e2e.keep")) {
                        Millrace.delete(folder);
                    }
                });
            } catch (IOException e) {
                postgres.close();
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                postgres.close();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws Exception {
            stop.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (settings.isEmpty()) {
            shared = true;
        }
        running = settings.isEmpty()
                ? context.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent("e2e-source", name -> Running.start(name, ""), Running.class)
                : context.getStore(NAMESPACE)
                        .computeIfAbsent(
                                "e2e-apart", name -> Running.start(name, settings.get(), options), Running.class);
    }

    Millrace millrace() {
        return running().millrace();
    }

    /** Starts Millrace again, as it was. */
    void up() throws IOException, InterruptedException {
        millrace().up(options);
    }

    /** A connection to the source as superuser. */
    Connection connect() throws SQLException {
        return Contents.connect(running().source());
    }

    /** Runs statements in the source, each its own transaction. */
    void execute(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Changes the warehouse behind the pipeline's back; returns when that is done. */
    void alter(String sql) throws IOException, InterruptedException {
        var response = warehouse().send("POST", "/?mutations_sync=1", sql);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** The source's major version. */
    int version() throws SQLException {
        try (var connection = connect()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }

    /** libpq URL of the source. */
    URI source() {
        return running().source();
    }

    Contents contents() throws IOException, InterruptedException {
        return new Contents(running().source(), millrace().url("clickhouse"));
    }

    Http warehouse() throws IOException, InterruptedException {
        return new Http(millrace().url("clickhouse"));
    }

    private Running running() {
        return requireNonNull(running, "register the extension as a static field");
    }
}
