package io.millrace.postgres.probe;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.postgres.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes into the source's WAL without touching a table. Needs only the right to connect. */
public final class LogicalMessages {
    private final Connection connection;

    /** @param connection in auto-commit mode, for this object alone; the caller closes it */
    public LogicalMessages(Connection connection) {
        this.connection = requireNonNull(connection, "connection is null");
    }

    /**
     * Writes a barrier: everything committed before the call precedes it in the change stream.
     *
     * @return an LSN; once a slot's {@code confirmed_flush_lsn} has reached it, everything committed before the call is
     *     durable in Kafka. Takes about one {@code offset.flush.interval.ms} of the worker, at times two
     */
    public long barrier() throws SQLException {
        long lsn = emit(MessagePrefix.BARRIER, "");
        // Debezium confirms a transaction only when it sees a later one.
        emit(MessagePrefix.BARRIER, "");
        return lsn;
    }

    /**
     * Writes a message in a transaction of its own.
     *
     * @param prefix one of {@link MessagePrefix}; others are not captured
     * @param content any text
     * @return LSN of the message
     */
    public long emit(String prefix, String content) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_logical_emit_message(true, ?, ?)::text")) {
            statement.setString(1, prefix);
            statement.setString(2, content);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return Lsn.parse(result.getString(1));
            }
        }
    }
}
