package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

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
     * Writes a message in a transaction of its own. All that has committed before the call precedes it in the change stream.
     *
     * @param prefix one of {@link io.millrace.core.event.MessagePrefix}, or it is not captured
     * @param content any text
     * @return LSN of the message; a slot whose {@code confirmed_flush_lsn} has reached it has handed over all that committed
     *     before the call
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
