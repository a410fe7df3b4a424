package io.millrace.postgres.probe;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A watermark: a position in the stream at which rows count as read.
 *
 * <p>A logical message is committed. What commits later has a higher version than the message's LSN. What committed
 * before should be visible to readers now, but Postgres makes a commit visible a little after it is in the WAL, and
 * much later if a synchronous standby is slow. So readers must wait until every transaction that was open at the
 * message has {@linkplain #transactionsEnded ended}.
 */
public final class Watermark {
    private static final String OLDEST = """
            SELECT coalesce('process ' || pid || ' since ' || date_trunc('second', xact_start), 'a prepared transaction')
            FROM (SELECT pid, xact_start FROM pg_stat_activity
                  WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY xact_start LIMIT 1) oldest
            """;

    private final Session session;
    private final long lsn;
    private final String xmax;

    private Watermark(Session session, long lsn, String xmax) {
        this.session = session;
        this.lsn = lsn;
        this.xmax = xmax;
    }

    /** @param connection in auto-commit mode; needed until {@link #transactionsEnded} returns true */
    public static Watermark write(Connection connection) throws SQLException {
        Session session = new Session(requireNonNull(connection, "connection is null"));
        long lsn = new LogicalMessages(connection).emit(MessagePrefix.BARRIER, "");
        String xmax = session.text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
                .orElseThrow();
        return new Watermark(session, lsn, xmax);
    }

    /** LSN of the message, unsigned. */
    public long lsn() {
        return lsn;
    }

    /** Whether a snapshot taken from now on sees everything that committed before the message. */
    public boolean transactionsEnded() throws SQLException {
        return session.truth("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= ?::xid8", xmax);
    }

    /** The oldest transaction that is still waited for, for display. */
    public String oldest() throws SQLException {
        return session.text(OLDEST).orElse("a prepared transaction");
    }
}
