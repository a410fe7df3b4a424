package io.millrace.postgres.probe;

import io.millrace.postgres.Lsn;
import io.millrace.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * The identity and position of a source's WAL.
 *
 * @param system the cluster's identifier; empty if it may not be asked for
 * @param timeline changes by a failover and a point-in-time restore
 * @param started when the server started: its WAL can only go back at a start
 * @param flushed LSN up to which the WAL is on disk, unsigned; nothing after it is streamed
 */
public record SourceLog(String system, String timeline, String started, long flushed) {
    private static final int DIGITS_OF_TIMELINE = 8;

    /**
     * @param connection to a server that is no standby
     * @throws SQLException also during recovery
     */
    public static SourceLog read(Connection connection) throws SQLException {
        Session session = new Session(connection);
        List<String> row = session.rows("SELECT pg_current_wal_flush_lsn()::text,"
                        + " pg_walfile_name(pg_current_wal_flush_lsn()), pg_postmaster_start_time()::text")
                .get(0);
        return new SourceLog(
                system(session), row.get(1).substring(0, DIGITS_OF_TIMELINE), row.get(2), Lsn.parse(row.get(0)));
    }

    /** The WAL write position, flushed or not, unsigned: earlier changes have lower positions, later ones higher. */
    public static long written(Connection connection) throws SQLException {
        return Lsn.parse(new Session(connection)
                .text("SELECT pg_current_wal_insert_lsn()::text")
                .orElseThrow());
    }

    /** Hosted servers may not expose it. */
    private static String system(Session session) {
        try {
            return session.text("SELECT system_identifier::text FROM pg_control_system()")
                    .orElse("");
        } catch (SQLException e) {
            return "";
        }
    }

    /**
     * Where this timeline branched off; empty if unknown, as only superusers and members of {@code
     * pg_read_server_files} may read that file.
     */
    public OptionalLong branchedAt(Connection connection) {
        try {
            String history = new Session(connection)
                    .text("SELECT pg_read_file('pg_wal/' || ? || '.history')", timeline)
                    .orElse("");
            List<String> branches =
                    history.lines().filter(line -> line.contains("\t")).toList();
            return branches.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Lsn.parse(
                            branches.get(branches.size() - 1).split("\t", -1)[1].strip()));
        } catch (SQLException e) {
            return OptionalLong.empty();
        }
    }
}
