package io.millrace.connect.stream;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.TransactionMessage;
import io.millrace.core.event.Lateness;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A replication stream that shows Debezium only the end of the latest completed transaction, once all its changes are
 * in the {@link Outbox}.
 */
final class BundlingStream implements ReplicationStream {
    /** After this long without data, Debezium's loop gets its turn, for heartbeats, pauses and shutdown. */
    private static final int QUIET_MILLIS = 100;

    /** The same while data keeps arriving. */
    private static final long BUSY_NANOS = 50_000_000;

    /** For less the thread does not sleep. */
    private static final long LEAST_PAUSE_NANOS = 200_000;

    /** The rest of a transaction arrives at once, or it is a large one that can be sent in parts. */
    private static final long TRANSACTION_NANOS = 10_000_000;

    /**
     * Maximum time of gathering changes while earlier ones are unacknowledged by Kafka: sent earlier, they would only
     * wait there.
     */
    static final long UNDER_WAY_NANOS = 8_000_000;

    private final ReplicationStream stream;
    private final Changes changes;
    private final Outbox outbox;
    private final Watch watch;
    private final LongSupplier nanoTime;
    private final LongSupplier nowMicros;
    private final GatherWindow window;
    private final Lateness lateness;
    private @Nullable Commit confirmed;

    BundlingStream(ReplicationStream stream, Changes changes, Outbox outbox, Watch watch) {
        this(stream, changes, outbox, watch, System::nanoTime, ChangePositions::nowMicros);
    }

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param nowMicros as {@link ChangePositions#nowMicros}
     */
    BundlingStream(
            ReplicationStream stream,
            Changes changes,
            Outbox outbox,
            Watch watch,
            LongSupplier nanoTime,
            LongSupplier nowMicros) {
        this.stream = stream;
        this.changes = changes;
        this.outbox = outbox;
        this.watch = watch;
        this.nanoTime = nanoTime;
        this.nowMicros = nowMicros;
        this.window = new GatherWindow(nanoTime.getAsLong());
        this.lateness = new Lateness(nowMicros.getAsLong());
    }

    @Override
    public void read(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
        while (!readPending(processor)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public boolean readPending(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
        if (!outbox.awaitRoom(Outbox.millis(QUIET_MILLIS))) {
            return false;
        }
        watch.await(QUIET_MILLIS);
        // Even without data: reads make the driver report positions and notice a closed connection.
        if (!stream.readPending(processor)) {
            return false;
        }
        gather(processor);
        send(processor);
        return true;
    }

    private void gather(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
        long begun = nanoTime.getAsLong();
        // Known once a transaction has begun: before, the lateness that was measured last says nothing.
        boolean waitIsKnown = false;
        long wait = 0;
        while (!changes.full()) {
            if (!waitIsKnown && (changes.any() || changes.inTransaction())) {
                window.late(lateness.micros(changes.committedAtMicros(), nowMicros.getAsLong()));
                wait = window.nanos(begun);
                waitIsKnown = true;
            }
            boolean ready = watch.ready();
            long waited = nanoTime.getAsLong() - begun;
            if (waited > BUSY_NANOS) {
                return;
            }
            long unread = ready ? 0 : Math.min(wait - waited, window.unreadNanos());
            if (unread >= LEAST_PAUSE_NANOS) {
                watch.pause(unread);
                ready = watch.ready();
                waited = nanoTime.getAsLong() - begun;
            }
            if (!ready) {
                long left = (changes.inTransaction() ? Math.max(wait, TRANSACTION_NANOS) : wait) - waited;
                if (left >= 1_000_000 ? !watch.await((int) (left / 1_000_000)) : !awaitWhileUnderWay(begun)) {
                    return;
                }
            }
            stream.readPending(processor);
        }
    }

    private boolean awaitWhileUnderWay(long begun) throws SQLException {
        while (outbox.isUnderWay() && nanoTime.getAsLong() - begun < UNDER_WAY_NANOS) {
            if (watch.await(1)) {
                return true;
            }
        }
        return false;
    }

    private void send(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
        window.sent(changes.size(), changes.commits(), nanoTime.getAsLong());
        Bundle bundle = changes.finish();
        outbox.put(bundle);
        Commit last = bundle.upTo();
        if (last != null && !last.equals(confirmed)) {
            confirmed = last;
            Instant time = Instant.EPOCH.plus(last.committedAtMicros(), ChronoUnit.MICROS);
            processor.process(new TransactionMessage(Operation.COMMIT, last.transactionId(), time));
        }
    }

    @Override
    public void flushLsn(Lsn lsn) throws SQLException {
        stream.flushLsn(lsn);
    }

    /** At the end of a transaction, its own position. */
    @Override
    public @Nullable Lsn lastReceivedLsn() {
        return confirmed == null ? stream.lastReceivedLsn() : Lsn.valueOf(confirmed.lsn());
    }

    @Override
    public Lsn startLsn() {
        return stream.startLsn();
    }

    @Override
    public void startKeepAlive(ExecutorService service) {
        stream.startKeepAlive(service);
    }

    @Override
    public void stopKeepAlive() {
        stream.stopKeepAlive();
    }

    @Override
    public void close() throws Exception {
        stream.close();
    }
}
