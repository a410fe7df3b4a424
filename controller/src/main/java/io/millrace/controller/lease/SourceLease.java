package io.millrace.controller.lease;

import io.millrace.postgres.CaptureLease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a source's slot for the loops. A confirmation is valid for a second, much less than the source takes to
 * give the lease to another session. Once lost it stays lost until {@link #hold} is called again. Thread-safe.
 */
public final class SourceLease implements Lease {
    /** How long a confirmation is valid. */
    public static final Duration FRESH = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private @Nullable Held held;
    private long confirmed;

    /** Checks whether the lease is held: {@link CaptureLease#isHeld}. */
    @FunctionalInterface
    public interface Held {
        /** @throws SQLException if that cannot be determined */
        boolean isHeld() throws SQLException;
    }

    /** @param nanos the time, by {@link System#nanoTime} */
    public SourceLease(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The lease was just acquired. */
    public synchronized void hold(Held by) {
        held = by;
        confirmed = nanos.getAsLong();
    }

    /** The lease was released, or is known to be lost. */
    public synchronized void drop() {
        held = null;
    }

    @Override
    public synchronized void require() {
        if (held == null || nanos.getAsLong() - confirmed > FRESH.toNanos()) {
            confirm();
        }
    }

    @Override
    public synchronized void confirm() {
        Held by = held;
        if (by == null) {
            throw new LeaseLostException("this controller is not the active one of the source");
        }
        long asked = nanos.getAsLong();
        try {
            if (by.isHeld()) {
                confirmed = asked;
                return;
            }
        } catch (SQLException e) {
            held = null;
            throw new LeaseLostException("the lease of the source is lost: " + e.getMessage());
        }
        held = null;
        throw new LeaseLostException("the lease of the source is lost: another session has it, or none");
    }
}
