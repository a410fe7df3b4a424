package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.postgres.probe.SlotProbe;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the state of our slot: an answer means that the source is healthy, the state becomes a sample. */
final class PostgresCheck implements Check {
    /** A reconnecting connector leaves the slot for a moment: one sample is not enough. */
    private static final int IDLE_SAMPLES = 5;

    private final SourceConnection source;
    private final String slot;
    private final SampleBuffer<SlotSample> outbox;
    private final Clock clock;
    private volatile int idleSamples;
    private volatile ProbeState.@Nullable ObservedSlot last;

    PostgresCheck(SourceConnection source, String slot, SampleBuffer<SlotSample> outbox, Clock clock) {
        this.source = source;
        this.slot = slot;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public ServiceVerdict look() throws SQLException {
        Optional<io.millrace.postgres.probe.SlotState> seen =
                source.ask(connection -> new SlotProbe(connection, slot).sample());
        Instant at = clock.instant();
        SlotSample stored = seen.map(sample -> stored(sample, at)).orElse(null);
        if (stored != null) {
            outbox.offer(stored);
        }
        last = new ProbeState.ObservedSlot(at, stored);
        idleSamples = seen.isPresent() && !seen.get().active() ? Math.min(idleSamples + 1, IDLE_SAMPLES) : 0;
        return seen.map(PostgresCheck::judge)
                .orElseGet(() -> ServiceVerdict.degraded("replication slot " + slot + " does not exist yet"));
    }

    /** While nobody reads the slot it is looked at each second, to be sure soon. */
    @Override
    public Duration rest() {
        return idleSamples > 0 ? Duration.ZERO : Check.super.rest();
    }

    /** Whether nobody has read the slot for some seconds. */
    boolean slotIdle() {
        return idleSamples >= IDLE_SAMPLES;
    }

    /** The slot's last state; null before the first check. */
    ProbeState.@Nullable ObservedSlot last() {
        return last;
    }

    private static ServiceVerdict judge(io.millrace.postgres.probe.SlotState sample) {
        return switch (sample.walStatus()) {
            case "lost" ->
                ServiceVerdict.degraded("replication slot " + sample.slot()
                        + " has lost WAL: changes are missing, load the tables again");
            case "unreserved" ->
                ServiceVerdict.degraded("replication slot " + sample.slot()
                        + " is about to lose WAL: let the connector catch up or raise max_slot_wal_keep_size");
            default -> ServiceVerdict.up();
        };
    }

    private static SlotSample stored(io.millrace.postgres.probe.SlotState sample, Instant at) {
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
