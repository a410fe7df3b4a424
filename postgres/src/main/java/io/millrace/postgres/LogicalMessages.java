package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes into the source's log without touching a table. Needs no right but to connect. */
public final class LogicalMessages {
    private final Connection connection;

    /** @param connection in auto-commit mode, for this object alone; the caller closes it */
    public LogicalMessages(Connection connection) {
        this.connection = requireNonNull(connection, "connection is null");
    }

    /**
     * Writes a fence: all that has committed before the call precedes it in the change stream.
     *
     * @return an LSN; a slot whose {@code confirmed_flush_lsn} has reached it has handed over for good all that committed
     *     before the call. Takes about one {@code offset.flush.interval.ms} of the worker
     */
    public long fence() throws SQLException {
        long lsn = emit(MessagePrefix.FENCE, "");
        // Debezium confirms a transaction when it sees a later one.
        emit(MessagePrefix.FENCE, "");
        return lsn;
    }

    /**
     * Writes a message in a transaction of its own.
     *
     * @param prefix one of {@link MessagePrefix}, or it is not captured
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
