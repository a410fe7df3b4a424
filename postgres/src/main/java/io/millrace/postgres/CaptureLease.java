package io.millrace.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The right to act for a slot, which one session has at a time: a session-level advisory lock at the source. The source
 * ends it with the session: at once where the holder's process dies, and within {@link #SILENCE} where the holder is
 * frozen, its machine is gone or the network is cut, for the session ends when nothing comes from it for so long. Not
 * for use by a transaction pooler. Thread-safe.
 */
public final class CaptureLease implements AutoCloseable {
    /** The source ends a session that is silent for so long. Who holds or wants the lease has to ask more often. */
    public static final Duration SILENCE = Duration.ofSeconds(6);

    /** How long an answer may take. */
    private static final int ANSWER_MILLIS = 3_000;

    private static final String BACKEND = "SELECT pg_backend_pid()";

    private static final Pattern NAME = Pattern.compile("millrace of -?\\d+");

    private static final String HOLDER = "millrace lease";

    private final Connection connection;
    private final Session session;
    private final String key;
    private long backend;

    private CaptureLease(Connection connection, String slot) {
        this.connection = connection;
        this.session = new Session(connection);
        this.key = Long.toString(key(slot));
    }

    /** Opens a session that can get the lease of a slot; it does not have it yet. */
    public static CaptureLease open(PostgresUrl source, String slot) throws SQLException {
        Connection connection = source.connect();
        try {
            // In the thread that calls: the driver only sets a time-out of the socket.
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            CaptureLease lease = new CaptureLease(connection, slot);
            for (String setting : List.of(
                    "application_name = '" + HOLDER + "'",
                    // Instead of what the server or the role may have set.
                    "idle_session_timeout = " + SILENCE.toMillis(),
                    "statement_timeout = " + ANSWER_MILLIS,
                    "tcp_keepalives_idle = 2",
                    "tcp_keepalives_interval = 2",
                    "tcp_keepalives_count = 2",
                    "tcp_user_timeout = " + SILENCE.toMillis())) {
                lease.session.execute("SET " + setting);
            }
            return lease;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Lock numbers are of one database, as slots are. */
    static long key(String slot) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("millrace capture " + slot).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Takes the lease if no other session has it. Not to be called again once it is held. */
    public synchronized boolean tryAcquire() throws SQLException {
        boolean acquired = session.truth("SELECT pg_try_advisory_lock(" + key + ")");
        backend = acquired ? session.number(BACKEND) : 0;
        return acquired;
    }

    /**
     * Whether this session still has the lease: nothing but its end takes it away.
     *
     * @throws SQLException if the session is gone, and with it the lease
     */
    public synchronized boolean isHeld() throws SQLException {
        return backend != 0 && session.number(BACKEND) == backend;
    }

    /**
     * Tells the holder whether this session's owner could act as well.
     *
     * @param able whether it reaches all that it needs
     */
    public synchronized void announce(boolean able) throws SQLException {
        session.execute("SET application_name = '" + (able ? standby() : HOLDER) + "'");
    }

    /** Whether another session of the slot has announced that its owner could act. */
    public synchronized boolean hasAbleStandby() throws SQLException {
        return session.truth("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '" + standby()
                + "' AND datname = current_database() AND pid <> pg_backend_pid())");
    }

    /**
     * Ends the sessions of this user in which earlier holders still read, such as one that is frozen in the middle of a
     * load: their transactions would hold up this holder's loads. To be called by the holder, before it opens such sessions
     * itself.
     *
     * @return how many were ended
     */
    public synchronized int endSessionsOfOthers() throws SQLException {
        return endSessions(session, key);
    }

    /**
     * The same for the sessions of another user, whom only that user may end.
     *
     * @param login of that user
     */
    public static int endSessionsOfOthers(PostgresUrl login, String slot) throws SQLException {
        try (Connection connection = login.connect()) {
            return endSessions(new Session(connection), Long.toString(key(slot)));
        }
    }

    private static int endSessions(Session session, String key) throws SQLException {
        return (int) session.number("SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE application_name LIKE 'millrace%of " + key + "' AND datname = current_database()"
                + " AND usename = current_user AND pid <> pg_backend_pid()");
    }

    /** The name of the sessions that work for the holder of a slot's lease; their purpose is added. */
    static String session(String slot) {
        return "millrace of " + key(slot);
    }

    /** Whether a name is one of {@link #session}. */
    static boolean isSession(String name) {
        return NAME.matcher(name).matches();
    }

    private String standby() {
        return "millrace standby " + key;
    }

    /** Which session has the lease, for display; empty if none has. */
    public synchronized Optional<String> holder() throws SQLException {
        return session.text("SELECT 'session ' || pid || coalesce(' of ' || host(client_addr), '')"
                + " || coalesce(', since ' || backend_start::timestamptz(0), '')"
                + " FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE " + lock());
    }

    /** A lock by one number shows as two halves. */
    private String lock() {
        return "locktype = 'advisory' AND granted AND objsubid = 1"
                + " AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND ((classid::bigint << 32) | objid::bigint) = " + key;
    }

    /** Gives it up, if it is held. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The source ends the session on its own.
        }
    }
}
