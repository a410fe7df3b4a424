package io.millrace.connect.stream;

import io.debezium.jdbc.JdbcConnection;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.Socket;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.core.VisibleBufferedInputStream;
import org.postgresql.jdbc.PgConnection;

/**
 * Watches the connection of a replication stream. The driver itself only offers a wait without an end that keeps its lock, so
 * that no position could be reported meanwhile, and a look that lasts a millisecond where there is nothing.
 *
 * <p>Only the thread that reads from the stream may use it; others only write to the connection.
 */
final class SocketWatch implements Watch {
    private final Socket socket;
    private final VisibleBufferedInputStream input;

    private SocketWatch(Socket socket, VisibleBufferedInputStream input) {
        this.socket = socket;
        this.input = input;
    }

    /** @throws ReflectiveOperationException where the driver is of another make */
    static SocketWatch of(JdbcConnection connection) throws SQLException, ReflectiveOperationException {
        QueryExecutor executor =
                connection.connection().unwrap(PgConnection.class).getQueryExecutor();
        Field field = QueryExecutorBase.class.getDeclaredField("pgStream");
        field.setAccessible(true);
        PGStream stream = (PGStream) field.get(executor);
        Field buffer = PGStream.class.getDeclaredField("pgInput");
        buffer.setAccessible(true);
        return new SocketWatch(stream.getSocket(), (VisibleBufferedInputStream) buffer.get(stream));
    }

    @Override
    public boolean ready() {
        try {
            return input.available() > 0;
        } catch (IOException e) {
            // The driver finds the same when it reads, and says it in its own way.
            return true;
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
                    return true;
                }
            } finally {
                socket.setSoTimeout(before);
            }
        } catch (IOException e) {
            return true;
        }
        long left = until - System.nanoTime();
        if (left > 1_000_000) {
            // At the stream's end it comes back at once.
            LockSupport.parkNanos(this, left);
        }
        return false;
    }
}
