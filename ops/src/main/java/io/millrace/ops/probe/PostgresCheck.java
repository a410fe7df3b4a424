package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.SlotSample;
import io.millrace.postgres.SlotProbe;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the source for the state of our slot: that it answers is its health, what it answers goes into the samples. */
final class PostgresCheck implements Check {
    /** A connector that reconnects leaves the slot for a moment: one sample tells nothing. */
    private static final int IDLE_SAMPLES = 5;

    private final SourceConnection source;
    private final String slot;
    private final Outbox<SlotSample> outbox;
    private final Clock clock;
    private volatile int idleSamples;
    private volatile Sightings.@Nullable SlotSighting last;

    PostgresCheck(SourceConnection source, String slot, Outbox<SlotSample> outbox, Clock clock) {
        this.source = source;
        this.slot = slot;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Verdict look() throws SQLException {
        Optional<io.millrace.postgres.SlotSample> seen =
                source.ask(connection -> new SlotProbe(connection, slot).sample());
        Instant at = clock.instant();
        SlotSample stored = seen.map(sample -> stored(sample, at)).orElse(null);
        if (stored != null) {
            outbox.offer(stored);
        }
        last = new Sightings.SlotSighting(at, stored);
        idleSamples = seen.isPresent() && !seen.get().active() ? Math.min(idleSamples + 1, IDLE_SAMPLES) : 0;
        return seen.map(PostgresCheck::judge)
                .orElseGet(() -> Verdict.degraded("replication slot " + slot + " does not exist yet"));
    }

    /** Whether nobody has read the slot for some seconds. */
    boolean slotIdle() {
        return idleSamples >= IDLE_SAMPLES;
    }

    /** What the source said last of the slot; null before it said anything. */
    Sightings.@Nullable SlotSighting last() {
        return last;
    }

    private static Verdict judge(io.millrace.postgres.SlotSample sample) {
        return switch (sample.walStatus()) {
            case "lost" ->
                Verdict.degraded("replication slot " + sample.slot()
                        + " has lost WAL: changes are missing, load the tables again");
            case "unreserved" ->
                Verdict.degraded("replication slot " + sample.slot()
                        + " is about to lose WAL: let the connector catch up or raise max_slot_wal_keep_size");
            default -> Verdict.up();
        };
    }

    private static SlotSample stored(io.millrace.postgres.SlotSample sample, Instant at) {
        return new SlotSample(
                at,
                sample.slot(),
                sample.active(),
                sample.walStatus(),
                sample.restartLsn(),
                sample.confirmedFlushLsn(),
                sample.currentLsn(),
                sample.retainedBytes(),
                sample.lagBytes(),
                sample.safeWalSize().isPresent() ? sample.safeWalSize().getAsLong() : null);
    }
}
