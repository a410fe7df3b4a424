package io.millrace.postgres.load;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import io.millrace.postgres.Lsn;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A snapshot of some source tables, which several connections can read at the same time. While it is open, the tables
 * cannot be altered, truncated or dropped, and vacuum keeps the rows that the snapshot needs.
 *
 * <p>Its sessions write values as pgoutput does, having the same {@link io.millrace.core.event.SessionSettings}.
 */
public final class SourceSnapshot implements AutoCloseable {
    private static final List<String> SETTINGS = List.of("SET max_parallel_workers_per_gather = 0", "SET jit = off");

    private final PostgresUrl url;
    private final Connection connection;
    private final Map<TableId, Long> oids;
    private final String id;
    private final String visible;
    private final long transactionId;
    private final long endLsn;
    private final List<Connection> readers = new ArrayList<>();

    private SourceSnapshot(
            PostgresUrl url,
            Connection connection,
            Map<TableId, Long> oids,
            String id,
            String visible,
            long transactionId,
            long endLsn) {
        this.url = url;
        this.connection = connection;
        this.oids = oids;
        this.id = id;
        this.visible = visible;
        this.transactionId = transactionId;
        this.endLsn = endLsn;
    }

    /**
     * Takes a snapshot.
     *
     * @param tables to read; waits up to 3 s for a session that is altering one of them
     * @throws SQLException if the source does not answer or refuses, such as for a missing table; with SQLState 55P03
     *     if another session holds a lock on one of them
     */
    public static SourceSnapshot take(PostgresUrl url, List<TableId> tables) throws SQLException {
        Connection connection = connect(requireNonNull(url, "url is null"));
        try {
            Session session = new Session(connection);
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ WRITE");
            // First: to a snapshot older than a TRUNCATE or a rewrite, the table is empty.
            session.execute("SET LOCAL lock_timeout = '3s'");
            for (TableId table : tables) {
                session.execute("LOCK TABLE " + Sql.table(table) + " IN ACCESS SHARE MODE");
            }
            session.execute("SET LOCAL lock_timeout = 0");
            List<String> row = session.rows("""
                            SELECT pg_catalog.pg_export_snapshot(), pg_catalog.pg_current_snapshot()::text,
                                pg_catalog.pg_current_xact_id()::text, pg_catalog.pg_current_wal_insert_lsn()::text""").get(0);
            // It has its xid now; no later statement may write.
            session.execute("SET TRANSACTION READ ONLY");
            return new SourceSnapshot(
                    url,
                    connection,
                    oids(session, tables),
                    row.get(0),
                    row.get(1),
                    Long.parseUnsignedLong(row.get(2)),
                    Lsn.parse(row.get(3)));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Map<TableId, Long> oids(Session session, List<TableId> tables) throws SQLException {
        Map<TableId, Long> oids = new HashMap<>();
        for (TableId table : tables) {
            oids.put(
                    table,
                    session.number(
                            "SELECT c.oid::bigint FROM pg_catalog.pg_class c"
                                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                    + " WHERE n.nspname = ? AND c.relname = ?",
                            table.schema(),
                            table.table()));
        }
        return oids;
    }

    private static Connection connect(PostgresUrl url) throws SQLException {
        Properties properties = url.jdbcProperties();
        properties.setProperty("ApplicationName", url.sessionName("load"));
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = url.open(properties);
        try {
            new Session(connection).execute(String.join("; ", SETTINGS));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The current {@code pg_class.oid} of a table; 0 if it is not one of the snapshot's tables. */
    public long oid(TableId table) {
        return oids.getOrDefault(table, 0L);
    }

    /** The connection that holds the snapshot, for one thread at a time. */
    public Connection connection() {
        return connection;
    }

    /** Another connection that sees the same, closed with the snapshot, for one thread at a time. */
    public synchronized Connection reader() throws SQLException {
        Connection reader = connect(url);
        readers.add(reader);
        Session session = new Session(reader);
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        session.execute("SET TRANSACTION SNAPSHOT " + Sql.text(id));
        return reader;
    }

    /** Which transactions it sees: {@code pg_current_snapshot()} as text. */
    public String visible() {
        return visible;
    }

    /** The xid of its transaction, all 64 bits: later snapshots have higher ones. */
    public long transactionId() {
        return transactionId;
    }

    /** The end of the WAL after it was taken: later changes were not seen. */
    public long endLsn() {
        return endLsn;
    }

    @Override
    public synchronized void close() {
        for (Connection reader : readers) {
            close(reader);
        }
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // Unusable, closed or not.
        }
    }
}
