package io.millrace.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** How far a read replica is. */
public final class ReplayedLsn {
    private ReplayedLsn() {}

    /** How far the log of a server that can be written to is, unsigned. */
    public static long current(PostgresUrl url) throws SQLException {
        try (Connection connection = url.connect()) {
            return Lsn.parse(new Session(connection)
                    .text("SELECT pg_current_wal_lsn()::text")
                    .orElseThrow());
        }
    }

    /** Whether a server has all up to an LSN; one that is no replica has. */
    public static boolean has(PostgresUrl url, long lsn) throws SQLException {
        try (Connection connection = url.connect()) {
            return new Session(connection)
                    .truth("SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= ?::pg_lsn", Lsn.format(lsn));
        }
    }
}
