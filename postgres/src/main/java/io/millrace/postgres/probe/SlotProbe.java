package io.millrace.postgres.probe;

import static java.util.Objects.requireNonNull;

import io.millrace.postgres.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the state of one replication slot. Only needs the right to connect. */
public final class SlotProbe {
    private static final String QUERY = """
            SELECT active, coalesce(wal_status, 'lost'), coalesce(restart_lsn, '0/0')::text,
                   coalesce(confirmed_flush_lsn, '0/0')::text, pg_current_wal_lsn()::text, safe_wal_size
            FROM pg_replication_slots WHERE slot_name = ?
            """;

    private final Connection connection;
    private final String slot;

    /** @param connection for this object alone; the caller closes it */
    public SlotProbe(Connection connection, String slot) {
        this.connection = requireNonNull(connection, "connection is null");
        this.slot = requireNonNull(slot, "slot is null");
    }

    /** Empty if there is no such slot. */
    public Optional<SlotState> sample() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, slot);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of(sample(result)) : Optional.empty();
            }
        }
    }

    private SlotState sample(ResultSet result) throws SQLException {
        long restart = Lsn.parse(result.getString(3));
        long confirmed = Lsn.parse(result.getString(4));
        long current = Lsn.parse(result.getString(5));
        long safe = result.getLong(6);
        OptionalLong safeWalSize = result.wasNull() ? OptionalLong.empty() : OptionalLong.of(safe);
        return new SlotState(
                slot,
                result.getBoolean(1),
                result.getString(2),
                restart,
                confirmed,
                current,
                restart == 0 ? 0 : Math.max(0, current - restart),
                confirmed == 0 ? 0 : Math.max(0, current - confirmed),
                safeWalSize);
    }
}
