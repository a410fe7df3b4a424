package io.millrace.connect.stream;

import io.debezium.DebeziumException;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import io.debezium.jdbc.JdbcConnection;
import io.millrace.core.event.SessionSettings;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A replication connection whose stream goes into an {@link Outbox}, and whose texts are those of {@link SessionSettings}: the
 * driver sets the worker's time zone each time that it connects.
 */
public final class CaptureConnection implements ReplicationConnection {
    private final ReplicationConnection connection;
    private final JdbcConnection session;
    private final ChangeReader reader;
    private final Outbox outbox;
    private final boolean searches;
    private @Nullable WalPositionLocator searched;

    /**
     * @param connection one of Debezium's
     * @param reader its decoder
     * @param searches whether Debezium searches the log for the place that it continues from
     */
    public CaptureConnection(ReplicationConnection connection, ChangeReader reader, Outbox outbox, boolean searches) {
        if (!(connection instanceof JdbcConnection jdbc)) {
            throw new IllegalArgumentException("not one of Debezium's connections: " + connection.getClass());
        }
        this.connection = connection;
        this.session = jdbc;
        this.reader = reader;
        this.outbox = outbox;
        this.searches = searches;
    }

    @Override
    public ReplicationStream startStreaming(WalPositionLocator walPosition) throws SQLException, InterruptedException {
        applySettings();
        return streaming(connection.startStreaming(walPosition), walPosition);
    }

    @Override
    public ReplicationStream startStreaming(Lsn offset, WalPositionLocator walPosition)
            throws SQLException, InterruptedException {
        applySettings();
        return streaming(connection.startStreaming(offset, walPosition), walPosition);
    }

    private void applySettings() throws SQLException {
        session.execute(SessionSettings.STATEMENTS.toArray(String[]::new));
    }

    /** Debezium starts two streams with one locator: the first for the search. */
    @SuppressWarnings("ReferenceEquality")
    private ReplicationStream streaming(ReplicationStream stream, WalPositionLocator walPosition) throws SQLException {
        boolean search = searches && walPosition.searchingEnabled() && walPosition != searched;
        searched = walPosition;
        reader.searching(search);
        if (search) {
            return stream;
        }
        try {
            return new BundlingStream(stream, reader.changes(), outbox, SocketWatch.of(session));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new DebeziumException("Millrace cannot watch a connection of this driver for Postgres", e);
        }
    }

    @Override
    public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
        return connection.createReplicationSlot();
    }

    @Override
    public void initConnection() throws SQLException, InterruptedException {
        connection.initConnection();
    }

    @Override
    public boolean isConnected() throws SQLException {
        return connection.isConnected();
    }

    @Override
    public void reconnect() throws SQLException {
        connection.reconnect();
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
