package io.millrace.launcher.verify;

import io.millrace.config.Config;
import io.millrace.launcher.LauncherException;
import io.millrace.launcher.capture.Arrival;
import io.millrace.postgres.ReadReplica;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Waits until the warehouse, and the replica where one is read, have what the source has. */
final class Fences {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LOADS = Duration.ofHours(12);

    private final Config config;
    private final Duration timeout;
    private final Optional<ReadReplica> replica;

    /**
     * @param config complete
     * @param replica where rows are read that are not read in the source itself
     * @param timeout for one wait
     */
    Fences(Config config, Optional<ReadReplica> replica, Duration timeout) {
        this.config = config;
        this.replica = replica;
        this.timeout = timeout;
    }

    /** Returns when all that had committed at the time of the call is in the warehouse: an LSN before which all is, unsigned. */
    long warehouse() throws InterruptedException, IOException {
        return new Arrival(config, timeout).await();
    }

    /** Returns when the loads of tables that were asked for until now are over: their rows are not in the stream before. */
    void loads() throws InterruptedException {
        new Arrival(config, LOADS).awaitLoads();
    }

    /** Returns when rows are read as they are in the source by now, or later. At once where that is not a replica. */
    void replica() throws InterruptedException, SQLException {
        if (replica.isEmpty()) {
            return;
        }
        long now = replica.get().sourceLsn();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!replica.get().has(now)) {
            if (System.nanoTime() > deadline) {
                throw new LauncherException("the replica (verify.replica) is behind its source by more than "
                        + timeout.toSeconds() + " s: see its replication, or read the source itself");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** @throws LauncherException where rows would be read in a server that does not follow the source */
    void examineReplica() throws SQLException {
        Optional<String> objection =
                replica.isEmpty() ? Optional.empty() : replica.get().objection();
        if (objection.isPresent()) {
            throw new LauncherException(
                    "nothing was compared, since " + objection.get() + ": mend verify.replica, or leave it out");
        }
    }
}
