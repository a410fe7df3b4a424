package io.millrace.controller.continuity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.controller.state.StateEntry;
import io.millrace.postgres.Lsn;
import io.millrace.postgres.probe.SourceLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the source's WAL has lost what was read of it: after a restore, or a failover to a standby that was
 * behind. Capture would otherwise continue and skip everything that commits until the WAL is where it was. Not
 * thread-safe.
 */
public final class WalContinuityMonitor {
    /** After a kill the stored position can be as old as this. */
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateEntry seen;
    private final Captured captured;
    private final Consumer<String> log;
    private OptionalLong readBeforeStart = OptionalLong.empty();
    private @Nullable SourceLog last;
    private long savedNanos;

    /** How far the source has been captured. */
    @FunctionalInterface
    public interface Captured {
        /** The source's highest LSN in Kafka or in the warehouse, unsigned; empty while unknown. */
        OptionalLong lsn() throws InterruptedException;
    }

    /**
     * @param seen what was seen last, from one start to the next
     * @param log receives messages for the operator, in full sentences
     */
    public WalContinuityMonitor(StateEntry seen, Captured captured, Consumer<String> log) {
        this.seen = seen;
        this.captured = captured;
        this.log = log;
    }

    /** @return what was lost and how, for display; empty if nothing was. The same until {@link #acknowledge} */
    public Optional<String> look(Connection source) throws SQLException, InterruptedException {
        SourceLog now = SourceLog.read(source);
        return look(
                now, () -> now.branchedAt(source), () -> SourceLog.read(source).flushed());
    }

    /** The source's end at the moment of the call: unsigned, an LSN. */
    @FunctionalInterface
    interface Flushed {
        long lsn() throws SQLException;
    }

    /**
     * @param branchedAt where its timeline left the one before, empty if unknown
     * @param flushed how far its WAL is flushed, to be asked later than how far it was captured
     */
    Optional<String> look(SourceLog now, Supplier<OptionalLong> branchedAt, Flushed flushed)
            throws SQLException, InterruptedException {
        SourceLog before = last == null ? recall() : last;
        if (before == null) {
            acknowledge(now);
            return Optional.empty();
        }
        if (now.started().equals(before.started())) {
            last = now;
            readBeforeStart = OptionalLong.empty();
            save(now, false);
            return Optional.empty();
        }
        if (!before.system().isEmpty()
                && !now.system().isEmpty()
                && !now.system().equals(before.system())) {
            return Optional.of("the source is another cluster, " + now.system() + " instead of " + before.system());
        }
        return afterStart(before, now, branchedAt, flushed);
    }

    /** While the source is down nothing new arrives: what has been captured by now is complete. */
    public void away() throws InterruptedException {
        OptionalLong read = captured.lsn();
        if (read.isPresent()) {
            readBeforeStart = read;
        }
    }

    private Optional<String> afterStart(
            SourceLog before, SourceLog now, Supplier<OptionalLong> branchedAt, Flushed flushed)
            throws SQLException, InterruptedException {
        boolean sameTimeline = now.timeline().equals(before.timeline());
        // What has been captured by now may be of the new timeline: then it looks like a loss and is treated as one.
        OptionalLong read = sameTimeline || readBeforeStart.isEmpty() ? captured.lsn() : readBeforeStart;
        long had = read.orElse(before.flushed());
        // Changes that committed since its start may be captured already: its end is read behind what was captured.
        OptionalLong end = sameTimeline ? OptionalLong.of(flushed.lsn()) : branchedAt.get();
        if (end.isEmpty()) {
            return Optional.of("the source is in timeline " + now.timeline() + " after " + before.timeline()
                    + " of unknown start, while changes up to " + Lsn.format(had)
                    + " were captured (pg_read_server_files makes the start readable)");
        }
        if (Long.compareUnsigned(end.getAsLong(), had) < 0) {
            return Optional.of(wentBack(had, end.getAsLong()));
        }
        if (!sameTimeline) {
            log.accept("The source continues in timeline " + now.timeline() + " from " + Lsn.format(end.getAsLong())
                    + " on, and has everything that was captured: up to " + Lsn.format(had) + ".");
        }
        acknowledge(now);
        return Optional.empty();
    }

    private static String wentBack(long from, long to) {
        return "the source's log went back from " + Lsn.format(from) + " to " + Lsn.format(to)
                + ": what was captured between them is no longer in the source";
    }

    /** Acknowledges a handled loss: the current position is the new baseline. */
    public void acknowledge(Connection source) throws SQLException {
        acknowledge(SourceLog.read(source));
    }

    private void acknowledge(SourceLog now) {
        last = now;
        save(now, true);
    }

    private void save(SourceLog now, boolean atOnce) {
        if (!atOnce && System.nanoTime() - savedNanos < WRITE_INTERVAL.toNanos()) {
            return;
        }
        String text = JSON.createObjectNode()
                .put("system", now.system())
                .put("timeline", now.timeline())
                .put("started", now.started())
                .put("flushed", Lsn.format(now.flushed()))
                .toString();
        if (!text.equals(seen.read())) {
            seen.write(text);
        }
        savedNanos = System.nanoTime();
    }

    /** Another controller may have looked meanwhile: what it has seen last counts. */
    public void beginAgain() {
        last = null;
    }

    private @Nullable SourceLog recall() {
        String text = seen.read();
        if (text.isEmpty()) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(text);
            return new SourceLog(
                    json.path("system").asText(),
                    json.path("timeline").asText(),
                    json.path("started").asText(),
                    Lsn.parse(json.path("flushed").asText()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            log.accept("The stored position of the source's log cannot be read, so the current one is the baseline: "
                    + e.getMessage());
            return null;
        }
    }
}
