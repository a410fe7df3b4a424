package io.millrace.controller.lease;

import io.millrace.postgres.CaptureLease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a source's slot as the loops see it. What was confirmed holds for a second, which is much less than the source
 * needs to give it to another after the last sign of life. Once lost it stays lost until {@link #hold} is called again. Safe for
 * many threads.
 */
public final class SourceLease implements Lease {
    /** How long the source's word holds. */
    public static final Duration FRESH = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private @Nullable Held held;
    private long confirmed;

    /** What knows whether the lease is held: {@link CaptureLease#isHeld}. */
    @FunctionalInterface
    public interface Held {
        /** @throws SQLException where that cannot be told */
        boolean isHeld() throws SQLException;
    }

    /** @param nanos the time, as {@link System#nanoTime} has it */
    public SourceLease(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The lease was just acquired. */
    public synchronized void hold(Held by) {
        held = by;
        confirmed = nanos.getAsLong();
    }

    /** It is given up, or known to be lost. */
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
