package io.millrace.controller.verify;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.resync.OpenLoads;
import io.millrace.controller.resync.WarehouseBarrier;
import io.millrace.core.event.TableId;
import io.millrace.postgres.compare.ReadReplica;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Waits until the warehouse, and the replica if used, have what the source has. Concurrent callers share a wait.
 * Thread-safe.
 */
final class CatchUpBarrier implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration POLL_LOADS = Duration.ofMillis(500);

    private final Duration timeout;
    private final Duration loadTimeout;
    private final Optional<ReadReplica> replica;
    private final OpenLoads openLoads;
    private final SharedWait<Long> warehouse;
    private final SharedWait<Boolean> replicaCaughtUp;
    private final SharedWait<List<OpenLoads.Load>> loads;

    /**
     * @param config complete
     * @param replica where rows are read that are not read in the source itself
     * @param timeout for one wait
     * @param loadTimeout for the loads of one table
     */
    CatchUpBarrier(Config config, Optional<ReadReplica> replica, Duration timeout, Duration loadTimeout) {
        this.replica = replica;
        this.timeout = timeout;
        this.loadTimeout = loadTimeout;
        this.openLoads = new OpenLoads(config);
        this.warehouse = new SharedWait<>(() -> new WarehouseBarrier(config, timeout).await());
        this.replicaCaughtUp = new SharedWait<>(this::awaitReplica);
        this.loads = new SharedWait<>(openLoads::read);
    }

    /**
     * Returns when everything committed at the time of the call is in the warehouse: an unsigned LSN before which
     * everything is.
     */
    long warehouse() throws InterruptedException, IOException, SQLException {
        return warehouse.await();
    }

    /** The open loads: their rows are not in the stream yet. */
    List<OpenLoads.Load> loads() throws InterruptedException, IOException, SQLException {
        return loads.await();
    }

    /**
     * Returns when no load of a table is left.
     *
     * @throws StillLoading if that takes longer than the timeout
     */
    void loads(TableId table) throws InterruptedException, IOException, SQLException, StillLoading {
        long deadline = System.nanoTime() + loadTimeout.toNanos();
        while (true) {
            List<OpenLoads.Load> open =
                    loads().stream().filter(load -> isOf(load, table)).toList();
            if (open.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new StillLoading("it is being loaded: " + OpenLoads.text(open));
            }
            Thread.sleep(POLL_LOADS.toMillis());
        }
    }

    /** Whether a load concerns a table. A request for all tables names none. */
    static boolean isOf(OpenLoads.Load load, TableId table) {
        return load.table().table().isEmpty() || load.table().equals(table);
    }

    /** A table has loads that are not over; the message says which. */
    static final class StillLoading extends Exception {
        private static final long serialVersionUID = 1;

        StillLoading(String message) {
            super(message);
        }
    }

    /** Returns when reads see the source's current state, or a later one. Immediate without a replica. */
    void replica() throws InterruptedException, IOException, SQLException {
        if (replica.isPresent()) {
            replicaCaughtUp.await();
        }
    }

    private boolean awaitReplica() throws InterruptedException, SQLException {
        long now = replica.orElseThrow().sourceLsn();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!replica.orElseThrow().has(now)) {
            if (System.nanoTime() > deadline) {
                throw new ControllerException("the replica (verify.replica) is behind its source by more than "
                        + timeout.toSeconds() + " s: see its replication, or read the source itself");
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }

    /** @throws ControllerException if the replica does not follow the source */
    void examineReplica() throws SQLException {
        Optional<String> objection =
                replica.isEmpty() ? Optional.empty() : replica.get().objection();
        if (objection.isPresent()) {
            throw new ControllerException(
                    "nothing was compared, since " + objection.get() + ": correct verify.replica, or remove it");
        }
    }

    @Override
    public void close() {
        openLoads.close();
    }
}
