package io.millrace.ops.barrier;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows one barrier through its stages: until the slot says that all before a position is durable in the change
 * stream (the connector confirms only that), until the warehouse's progress has reached the end that the stream had
 * then, until tables that were just made have joined, and until the loads that were asked for by then are over. Each
 * {@link #look} goes as far as it can. Thread-safe.
 */
final class CatchUp {
    private static final long BETWEEN_NUDGES = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_STREAM_CHECKS = TimeUnit.SECONDS.toNanos(5);
    private static final long BETWEEN_TABLE_CHECKS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MOST_JOINING = TimeUnit.SECONDS.toNanos(5);

    /** Once more: a request for all tables is done when it has been split into one per table. */
    private static final int LOAD_ROUNDS = 2;

    private final long lsn;
    private final BarrierInputs inputs;
    private final LongSupplier nanos;

    private Stage stage = Stage.CAPTURE;
    private TimeLeft timeLeft = new TimeLeft();
    private Map<Integer, Long> end = Map.of();
    private long stageBegan;
    private long checkedAt;
    private boolean checked;
    private List<String> joining = List.of();
    private long loadsAsked = -1;
    private int loadRounds;

    /** What is waited for; the last two are ends. */
    enum Stage {
        CAPTURE,
        PIPELINE,
        TABLES,
        LOADS,
        REACHED,
        LOST;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isEnd() {
            return this == REACHED || this == LOST;
        }
    }

    /**
     * How it stands.
     *
     * @param detail what is waited for, with numbers; empty when it is reached
     * @param secondsLeft null while that is not known
     */
    record Standing(Stage stage, String detail, @Nullable Double secondsLeft) {}

    /** The source has no replication slot. */
    static final class NoSlotException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * @param lsn unsigned
     * @param nanos the time, by {@link System#nanoTime}
     */
    CatchUp(long lsn, BarrierInputs inputs, LongSupplier nanos) {
        this.lsn = lsn;
        this.inputs = requireNonNull(inputs, "inputs is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
        this.stageBegan = nanos.getAsLong();
    }

    /**
     * Looks how far it is.
     *
     * @throws SQLException if the source does not answer
     * @throws NoSlotException if it has no slot
     */
    synchronized Standing look() throws SQLException {
        String detail = "";
        while (!stage.isEnd()) {
            String waiting = waitsFor();
            if (!waiting.isEmpty()) {
                detail = waiting;
                break;
            }
        }
        if (stage == Stage.LOST) {
            detail = "the change stream was created again meanwhile: make another barrier";
        }
        OptionalLong seconds = timeLeft.seconds();
        boolean moves = (stage == Stage.CAPTURE || stage == Stage.PIPELINE) && seconds.isPresent();
        return new Standing(stage, detail, moves ? (Double) (double) seconds.getAsLong() : null);
    }

    /** One stage: what it waits for, or empty after the next one has begun. */
    private String waitsFor() throws SQLException {
        return switch (stage) {
            case CAPTURE -> capture();
            case PIPELINE -> pipeline();
            case TABLES -> tables();
            case LOADS -> loads();
            case REACHED, LOST -> "";
        };
    }

    private String capture() throws SQLException {
        long confirmed = inputs.confirmed().orElseThrow(NoSlotException::new);
        if (Long.compareUnsigned(confirmed, lsn) >= 0) {
            end = inputs.streamEnd();
            begin(Stage.PIPELINE);
            return "";
        }
        if (isDue(BETWEEN_NUDGES)) {
            inputs.nudge();
        }
        long left = lsn - confirmed;
        timeLeft.add(left, nanos.getAsLong());
        return "the connector is behind: " + left + " bytes of WAL are left"
                + (timeLeft.isStill()
                        ? ", and none was confirmed lately: see whether capture runs; a worker of Connect confirms once in"
                                + " its offset.flush.interval.ms"
                        : time());
    }

    private String pipeline() {
        Map<Integer, Long> landed = inputs.landed();
        long left = end.entrySet().stream()
                .mapToLong(entry -> Math.max(0, entry.getValue() - landed.getOrDefault(entry.getKey(), 0L)))
                .sum();
        if (left == 0) {
            begin(Stage.TABLES);
            return "";
        }
        if (isDue(BETWEEN_STREAM_CHECKS)) {
            Map<Integer, Long> now = inputs.streamEnd();
            if (end.entrySet().stream().anyMatch(entry -> now.getOrDefault(entry.getKey(), 0L) < entry.getValue())) {
                begin(Stage.LOST);
                return "";
            }
        }
        timeLeft.add(left, nanos.getAsLong());
        return "the pipeline is " + left + " records of the change stream behind" + time();
    }

    /** A table that was just made is found at the controller's next look; one that is not found in time is not waited for. */
    private String tables() throws SQLException {
        boolean first = !checked;
        if (isDue(BETWEEN_TABLE_CHECKS) || first) {
            joining = inputs.joiningTables();
        }
        if (joining.isEmpty() || nanos.getAsLong() - stageBegan > MOST_JOINING) {
            begin(Stage.LOADS);
            return "";
        }
        return joining.size() + " tables are to join the capture, " + joining.get(0) + " first";
    }

    private String loads() {
        if (loadsAsked < 0) {
            loadsAsked = inputs.loadsAsked();
        }
        if (inputs.loadsDone() >= loadsAsked) {
            loadsAsked = -1;
            loadRounds++;
            if (loadRounds >= LOAD_ROUNDS) {
                begin(Stage.REACHED);
            }
            return "";
        }
        String which = inputs.loads();
        return "tables are being loaded" + (which.isEmpty() ? "" : ": " + which);
    }

    private String time() {
        OptionalLong seconds = timeLeft.seconds();
        return seconds.isPresent() ? ", about " + seconds.getAsLong() + " s left" : "";
    }

    private void begin(Stage next) {
        stage = next;
        stageBegan = nanos.getAsLong();
        checkedAt = stageBegan;
        checked = false;
        timeLeft = new TimeLeft();
    }

    /** Whether a look that is costly is due again; the first one is due after the pause, too. */
    private boolean isDue(long pause) {
        long now = nanos.getAsLong();
        boolean due = now - checkedAt >= pause;
        if (due) {
            checkedAt = now;
        }
        checked = true;
        return due;
    }
}
