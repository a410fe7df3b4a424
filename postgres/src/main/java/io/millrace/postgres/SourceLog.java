package io.millrace.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which write-ahead log a source writes, and how far it is.
 *
 * @param system the cluster's identifier; empty where it may not be asked for
 * @param timeline another one after a failover and after a restore to a point in time
 * @param started when the server started: only then can its log go back
 * @param flushed LSN up to which the log is on disk, unsigned; nothing behind it is ever streamed
 */
public record SourceLog(String system, String timeline, String started, long flushed) {
    private static final int DIGITS_OF_TIMELINE = 8;

    /**
     * @param connection to a server that is no standby
     * @throws SQLException also while it is one, or still recovers
     */
    public static SourceLog read(Connection connection) throws SQLException {
        Session session = new Session(connection);
        List<String> row = session.rows("SELECT pg_current_wal_flush_lsn()::text,"
                        + " pg_walfile_name(pg_current_wal_flush_lsn()), pg_postmaster_start_time()::text")
                .get(0);
        return new SourceLog(
                system(session), row.get(1).substring(0, DIGITS_OF_TIMELINE), row.get(2), Lsn.parse(row.get(0)));
    }

    /** How far the log has been written, on disk or not, unsigned: each change until now has a lower position, each later one a higher. */
    public static long written(Connection connection) throws SQLException {
        return Lsn.parse(new Session(connection)
                .text("SELECT pg_current_wal_insert_lsn()::text")
                .orElseThrow());
    }

    /** Hosted servers can keep it to themselves. */
    private static String system(Session session) {
        try {
            return session.text("SELECT system_identifier::text FROM pg_control_system()")
                    .orElse("");
        } catch (SQLException e) {
            return "";
        }
    }

    /**
     * Where this timeline left the one before it; empty where the server does not tell, for only a superuser and members of
     * {@code pg_read_server_files} may read the file that says so.
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
