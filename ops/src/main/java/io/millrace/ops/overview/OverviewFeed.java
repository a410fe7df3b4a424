package io.millrace.ops.overview;

import static java.util.Objects.requireNonNull;

import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.Overview;
import io.millrace.ops.api.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One overview a second, shared by all clients, and none without clients: the first client to ask when one is due reads
 * it in its own thread, while the others wait.
 */
public final class OverviewFeed {
    private static final Logger log = LoggerFactory.getLogger(OverviewFeed.class);

    private final Supplier<Overview> reading;
    private final Clock clock;
    private final long intervalNanos;

    private @Nullable Frame frame;
    private long readNanos;
    private @Nullable Instant outageSince;

    /** @param interval between two overviews */
    public OverviewFeed(Supplier<Overview> reading, Clock clock, Duration interval) {
        this.reading = requireNonNull(reading, "reading is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.intervalNanos = interval.toNanos();
    }

    /** The current overview, at most one interval old. */
    public synchronized Frame current() {
        return frame == null || System.nanoTime() - readNanos >= intervalNanos ? read() : frame;
    }

    /**
     * The overview after {@code seen}; waits until it is due.
     *
     * @param seen the caller's last one, null at first
     */
    public synchronized Frame after(@Nullable Frame seen) throws InterruptedException {
        while (frame != null && frame == seen) {
            long pauseNanos = intervalNanos - (System.nanoTime() - readNanos);
            if (pauseNanos <= 0) {
                return read();
            }
            wait(pauseNanos / 1_000_000, (int) (pauseNanos % 1_000_000));
        }
        return current();
    }

    private synchronized Frame read() {
        readNanos = System.nanoTime();
        Frame next = attempt();
        frame = next;
        notifyAll();
        return next;
    }

    private synchronized Frame attempt() {
        try {
            Frame picture = Frame.Picture.of(reading.get());
            outageSince = null;
            return picture;
        } catch (WarehouseException e) {
            return outage(Problem.Code.WAREHOUSE_UNAVAILABLE, e.getMessage());
        } catch (RuntimeException e) {
            log.error("The overview cannot be read", e);
            return outage(Problem.Code.INTERNAL, "Ops cannot read the overview; its log says why.");
        }
    }

    private synchronized Frame outage(Problem.Code code, @Nullable String message) {
        Instant now = clock.instant();
        if (outageSince == null) {
            log.warn("No overview: {}", message);
            outageSince = now;
        }
        return Frame.Outage.of(Problem.of(code, String.valueOf(message), null, now, outageSince));
    }
}
