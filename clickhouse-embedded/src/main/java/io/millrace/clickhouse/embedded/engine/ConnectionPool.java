package io.millrace.clickhouse.embedded.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections that requests share. A connection keeps the session of its last request: the next one with the same
 * session takes it as it is, another one gets a new connection (0.5 ms), which forgets what was set more surely than
 * any SET to DEFAULT.
 */
public final class ConnectionPool implements AutoCloseable {
    private static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;

    private final Engine engine;
    private final int waitersAllowed;
    private final Duration patience;
    private final Semaphore permits;
    private final int size;
    private final AtomicInteger waiters = new AtomicInteger();
    private final Queue<EngineConnection> idle = new ArrayDeque<>();

    public ConnectionPool(Engine engine, int size, int waitersAllowed, Duration patience) {
        this.engine = engine;
        this.size = size;
        this.waitersAllowed = waitersAllowed;
        this.patience = patience;
        this.permits = new Semaphore(size, true);
    }

    /**
     * A connection in the session asked for.
     *
     * @throws EngineException if the session cannot be had (an unknown database or setting), or with code 202 if too
     *     many requests wait already or this one has waited too long
     */
    public Lease borrow(EngineSession session) throws EngineException, InterruptedException {
        acquire();
        try {
            EngineConnection connection = take(session);
            if (connection.isFresh()) {
                try {
                    connection.begin(session);
                } catch (EngineException e) {
                    connection.close();
                    throw e;
                }
            }
            return new Lease(this, connection);
        } catch (EngineException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private void acquire() throws EngineException, InterruptedException {
        if (permits.tryAcquire()) {
            return;
        }
        try {
            if (waiters.incrementAndGet() <= waitersAllowed
                    && permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } finally {
            waiters.decrementAndGet();
        }
        throw EngineException.of(
                TOO_MANY_SIMULTANEOUS_QUERIES,
                "TOO_MANY_SIMULTANEOUS_QUERIES",
                "Too many simultaneous queries. Maximum: " + size + ", with " + waitersAllowed
                        + " more waiting at most " + patience.toSeconds() + " s");
    }

    private EngineConnection take(EngineSession session) throws EngineException {
        synchronized (idle) {
            for (Iterator<EngineConnection> each = idle.iterator(); each.hasNext(); ) {
                EngineConnection connection = each.next();
                if (connection.isIn(session)) {
                    each.remove();
                    return connection;
                }
            }
            EngineConnection other = idle.size() + size - permits.availablePermits() > size ? idle.poll() : null;
            if (other != null) {
                other.close();
            }
        }
        return engine.connect();
    }

    void giveBack(EngineConnection connection) {
        if (connection.recover()) {
            synchronized (idle) {
                idle.add(connection);
            }
        } else {
            connection.close();
        }
        permits.release();
    }

    /** Waits for the statements that run, then closes every connection. */
    @Override
    public void close() {
        permits.acquireUninterruptibly(size);
        synchronized (idle) {
            idle.forEach(EngineConnection::close);
            idle.clear();
        }
    }

    /** The right to use a connection until closed. */
    public record Lease(ConnectionPool pool, EngineConnection connection) implements AutoCloseable {
        @Override
        public void close() {
            pool.giveBack(connection);
        }
    }
}
