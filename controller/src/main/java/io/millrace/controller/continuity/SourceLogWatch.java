package io.millrace.controller.continuity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.controller.state.StateEntry;
import io.millrace.postgres.Lsn;
import io.millrace.postgres.SourceLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the source's log has lost what was read of it: after a restore, or a failover to a standby that was behind.
 * Capture would go on, and pass over all that commits before the log is again where it was. For one thread.
 */
public final class SourceLogWatch {
    /** After a kill the log can be taken to be as far back as this. */
    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateEntry seen;
    private final Captured captured;
    private final Consumer<String> log;
    private OptionalLong readBeforeStart = OptionalLong.empty();
    private @Nullable SourceLog last;
    private long noted;

    /** How far the source has been captured. */
    @FunctionalInterface
    public interface Captured {
        /** The highest LSN of the source that is in Kafka or in the warehouse, unsigned; empty while that cannot be told. */
        OptionalLong lsn() throws InterruptedException;
    }

    /**
     * @param seen what was seen last, from one start to the next
     * @param log hears in full sentences what an operator may want to read later
     */
    public SourceLogWatch(StateEntry seen, Captured captured, Consumer<String> log) {
        this.seen = seen;
        this.captured = captured;
        this.log = log;
    }

    /** @return what was lost and how, for people; empty where nothing was. The same until {@link #settle} */
    public Optional<String> look(Connection source) throws SQLException, InterruptedException {
        SourceLog now = SourceLog.read(source);
        return look(now, () -> now.branchedAt(source));
    }

    /** @param branchedAt where its timeline left the one before, empty where that cannot be told */
    Optional<String> look(SourceLog now, Supplier<OptionalLong> branchedAt) throws InterruptedException {
        SourceLog before = last == null ? recall() : last;
        if (before == null) {
            settle(now);
            return Optional.empty();
        }
        if (now.started().equals(before.started())) {
            last = now;
            readBeforeStart = OptionalLong.empty();
            note(now, false);
            return Optional.empty();
        }
        if (!before.system().isEmpty()
                && !now.system().isEmpty()
                && !now.system().equals(before.system())) {
            return Optional.of(
                    "the source is another cluster, " + now.system() + " in the place of " + before.system());
        }
        return afterStart(before, now, branchedAt);
    }

    /** While the source is away nothing new comes: what has been captured by now is all of it. */
    public void away() throws InterruptedException {
        OptionalLong read = captured.lsn();
        if (read.isPresent()) {
            readBeforeStart = read;
        }
    }

    private Optional<String> afterStart(SourceLog before, SourceLog now, Supplier<OptionalLong> branchedAt)
            throws InterruptedException {
        boolean sameTimeline = now.timeline().equals(before.timeline());
        // What has been captured by now may be of the new timeline: then it looks like a loss, and is taken for one.
        OptionalLong read = sameTimeline || readBeforeStart.isEmpty() ? captured.lsn() : readBeforeStart;
        long had = read.orElse(before.flushed());
        OptionalLong end = sameTimeline ? OptionalLong.of(now.flushed()) : branchedAt.get();
        if (end.isEmpty()) {
            return Optional.of("the source is in timeline " + now.timeline() + " after " + before.timeline()
                    + " and does not tell where that began, while changes up to " + Lsn.format(had)
                    + " were captured (pg_read_server_files lets it tell)");
        }
        if (Long.compareUnsigned(end.getAsLong(), had) < 0) {
            return Optional.of(wentBack(had, end.getAsLong()));
        }
        if (!sameTimeline) {
            log.accept("The source goes on in timeline " + now.timeline() + " from " + Lsn.format(end.getAsLong())
                    + " on, and has all that was captured: up to " + Lsn.format(had) + ".");
        }
        settle(now);
        return Optional.empty();
    }

    private static String wentBack(long from, long to) {
        return "the source's log went back from " + Lsn.format(from) + " to " + Lsn.format(to)
                + ": what was captured between them is not in the source any more";
    }

    /** The loss has been taken care of: from here on it counts anew. */
    public void settle(Connection source) throws SQLException {
        settle(SourceLog.read(source));
    }

    private void settle(SourceLog now) {
        last = now;
        note(now, true);
    }

    private void note(SourceLog now, boolean atOnce) {
        if (!atOnce && System.nanoTime() - noted < BETWEEN_NOTES.toNanos()) {
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
        noted = System.nanoTime();
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
            log.accept(
                    "What was known of the source's log cannot be read, so it counts from now on: " + e.getMessage());
            return null;
        }
    }
}
