package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A place in the stream from which rows may be said to have been read.
 *
 * <p>A logical message is committed. What commits later has a higher version than the message's LSN. What committed before
 * should be visible to whoever reads now, but Postgres shows a commit to others a little after it is in the log, and much
 * later where a synchronous standby is slow. So readers must wait until every transaction that ran when the message had
 * been committed is {@link #settled over}.
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

    /** @param connection in auto-commit mode; needed until {@link #settled} has said so */
    public static Watermark write(Connection connection) throws SQLException {
        Session session = new Session(requireNonNull(connection, "connection is null"));
        long lsn = new LogicalMessages(connection).emit(MessagePrefix.FENCE, "");
        String xmax = session.text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
                .orElseThrow();
        return new Watermark(session, lsn, xmax);
    }

    /** LSN of the message, unsigned. */
    public long lsn() {
        return lsn;
    }

    /** Whether a snapshot that is taken from now on sees all that has committed before the message. */
    public boolean settled() throws SQLException {
        return session.truth("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= ?::xid8", xmax);
    }

    /** The oldest transaction that may be waited for, for people. */
    public String oldest() throws SQLException {
        return session.text(OLDEST).orElse("a prepared transaction");
    }
}
