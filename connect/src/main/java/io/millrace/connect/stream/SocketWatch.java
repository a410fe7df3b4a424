package io.millrace.connect.stream;

import io.debezium.jdbc.JdbcConnection;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.core.VisibleBufferedInputStream;
import org.postgresql.jdbc.PgConnection;

/**
 * Waits for data on a replication connection. The driver only offers an unbounded wait that holds its lock, so that no
 * position could be reported meanwhile, and a check that waits a millisecond if there is nothing; on a Unix socket two
 * kernel ticks, 8 ms. Postgres sends a keepalive after each transaction, which the driver skips before it checks again,
 * so that wait was part of every change's latency: it is disabled until the connection ends. Not with TLS, where
 * decrypted bytes do not count as available.
 *
 * <p>Only the thread that reads from the stream may use it; others only write to the connection.
 */
final class SocketWatch implements Watch {
    private final PGStream stream;
    private final Socket socket;
    private final VisibleBufferedInputStream input;

    private SocketWatch(PGStream stream, VisibleBufferedInputStream input) {
        this.stream = stream;
        this.socket = stream.getSocket();
        this.input = input;
    }

    /** @throws ReflectiveOperationException if the driver differs from the expected one */
    static SocketWatch of(JdbcConnection connection) throws SQLException, ReflectiveOperationException {
        QueryExecutor executor =
                connection.connection().unwrap(PgConnection.class).getQueryExecutor();
        Field field = QueryExecutorBase.class.getDeclaredField("pgStream");
        field.setAccessible(true);
        PGStream stream = (PGStream) field.get(executor);
        Field buffer = PGStream.class.getDeclaredField("pgInput");
        buffer.setAccessible(true);
        if (!(stream.getSocket() instanceof SSLSocket)) {
            // The driver looks no earlier than then, if a delay between two looks is set at all.
            Field nextLook = PGStream.class.getDeclaredField("nextStreamAvailableCheckTime");
            nextLook.setAccessible(true);
            nextLook.setLong(stream, Long.MAX_VALUE);
            driverLooks(stream, false);
        }
        return new SocketWatch(stream, (VisibleBufferedInputStream) buffer.get(stream));
    }

    private static void driverLooks(PGStream stream, boolean looks) {
        stream.setMinStreamAvailableCheckDelay(looks ? 0 : 1);
    }

    /** The driver detects the end of the connection at its next check, and reports it itself. */
    private void driverLooks(boolean looks) {
        if (!(socket instanceof SSLSocket)) {
            driverLooks(stream, looks);
        }
    }

    @Override
    public boolean ready() {
        try {
            return input.available() > 0;
        } catch (IOException e) {
            driverLooks(true);
            return true;
        }
    }

    @Override
    public void pause(long nanos) {
        // What has arrived encrypted cannot be seen: the thread would sleep before each message, however many there
        // are.
        if (!(socket instanceof SSLSocket) && !stream.isGssEncrypted()) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    @Override
    public boolean await(int millis) {
        long until = System.nanoTime() + millis * 1_000_000L;
        try {
            int before = socket.getSoTimeout();
            socket.setSoTimeout(millis);
            try {
                if (input.ensureBytes(1, false)) {
                    driverLooks(false);
                    return true;
                }
            } finally {
                socket.setSoTimeout(before);
            }
        } catch (IOException e) {
            driverLooks(true);
            return true;
        }
        long left = until - System.nanoTime();
        // At the stream's end it comes back at once; so it does now and then for no reason.
        driverLooks(left > 1_000_000);
        if (left > 1_000_000) {
            LockSupport.parkNanos(this, left);
        }
        return false;
    }
}
