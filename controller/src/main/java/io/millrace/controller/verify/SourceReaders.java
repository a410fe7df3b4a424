package io.millrace.controller.verify;

import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.compare.RowSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The connections to the source by which tables are compared: two for each thread, kept from table to table. */
final class SourceReaders implements AutoCloseable {
    private final PostgresUrl url;
    private final Duration limit;
    private final Map<Thread, RowSource> rows = new ConcurrentHashMap<>();
    private final Map<Thread, Connection> catalogs = new ConcurrentHashMap<>();

    /** @param limit for one statement that reads rows */
    SourceReaders(PostgresUrl url, Duration limit) {
        this.url = url;
        this.limit = limit;
    }

    /** Reads rows, for the calling thread. */
    RowSource rows() {
        return rows.computeIfAbsent(Thread.currentThread(), thread -> new RowSource(url, limit));
    }

    /** Reads the catalog, for the calling thread. */
    Connection catalog() throws SQLException {
        Thread thread = Thread.currentThread();
        Connection known = catalogs.get(thread);
        if (known == null) {
            known = url.connect();
            catalogs.put(thread, known);
        }
        return known;
    }

    /** The calling thread gets other connections the next time. */
    void forget() {
        close(rows.remove(Thread.currentThread()));
        close(catalogs.remove(Thread.currentThread()));
    }

    @Override
    public void close() {
        rows.values().forEach(SourceReaders::close);
        catalogs.values().forEach(SourceReaders::close);
    }

    private static void close(@org.jspecify.annotations.Nullable AutoCloseable connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (Exception e) {
            // Unusable, closed or not.
        }
    }
}
