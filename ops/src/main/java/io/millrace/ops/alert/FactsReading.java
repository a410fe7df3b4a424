package io.millrace.ops.alert;

import static java.util.stream.Collectors.toMap;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.table.Verified;
import io.millrace.ops.warehouse.FactQueries;
import io.millrace.ops.warehouse.LagQueries;
import io.millrace.ops.warehouse.MirroredTable;
import io.millrace.ops.warehouse.TableQueries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads facts from the warehouse; throws {@link io.millrace.core.warehouse.WarehouseException} where it does not
 * answer.
 */
public final class FactsReading implements Supplier<WarehouseFacts> {
    private static final Logger log = LoggerFactory.getLogger(FactsReading.class);

    /** With a smaller backlog, no table is named as the cause. */
    private static final long LEAST_RECORDS = 100;

    /** While only heartbeats come, what else there is to know is read this seldom; slightly less than three reads in a row. */
    private static final Duration AT_REST = Duration.ofMillis(13_500);

    private final FactQueries facts;
    private final LagQueries lag;
    private final TableQueries tables;
    private final String source;
    private final String topic;
    private final String slot;
    private final Clock clock;
    private final StallClock stall = new StallClock();
    private boolean systemIsHidden;
    private @Nullable WarehouseFacts all;
    private Instant allAt = Instant.EPOCH;
    private long offsetsThen;

    public FactsReading(
            FactQueries facts,
            LagQueries lag,
            TableQueries tables,
            String source,
            String topic,
            String slot,
            Clock clock) {
        this.facts = facts;
        this.lag = lag;
        this.tables = tables;
        this.source = source;
        this.topic = topic;
        this.slot = slot;
        this.clock = clock;
    }

    @Override
    public WarehouseFacts get() {
        Lag behind = lag.lag(topic);
        Optional<FactQueries.Durable> durable = facts.durable(topic);
        WarehouseFacts.Stall stalled = stall(durable);
        long offsets = durable.map(FactQueries.Durable::offsets).orElse(0L);
        WarehouseFacts before = all;
        if (before != null
                && behind.records() < LEAST_RECORDS
                && isAtRest(Duration.between(allAt, clock.instant()), offsets - offsetsThen)) {
            return before.with(behind, stalled);
        }
        Instant begun = clock.instant();
        all = null;
        WarehouseFacts read = read(behind, stalled);
        all = read;
        allAt = begun;
        offsetsThen = offsets;
        return read;
    }

    /**
     * Whether nothing but heartbeats has come, so that what was read holds a while longer. A heartbeat is a message that the
     * connector commits and a record of its own. A change that comes alone passes for one.
     *
     * @param since the last read
     * @param records that have become durable since
     */
    static boolean isAtRest(Duration since, long records) {
        return since.compareTo(AT_REST) < 0 && records <= 2 * (1 + since.dividedBy(MessagePrefix.HEARTBEAT_INTERVAL));
    }

    private WarehouseFacts read(Lag behind, WarehouseFacts.Stall stalled) {
        return new WarehouseFacts(
                behind,
                behind.records() < LEAST_RECORDS ? null : busiest(),
                stalled,
                facts.wal(slot)
                        .map(wal -> new WarehouseFacts.Growth(wal.growth(), wal.seconds()))
                        .orElse(null),
                facts.latency()
                        .map(latency ->
                                new WarehouseFacts.Latency(latency.micros().get(2) / 1e6, latency.changes()))
                        .orElse(null),
                counts(facts.deadLetters(topic)),
                counts(facts.rescued()),
                facts.paused(source).stream().collect(toMap(FactQueries.Paused::table, FactQueries.Paused::detail)),
                facts.unloaded(source).stream().collect(toMap(FactQueries.Paused::table, FactQueries.Paused::detail)),
                verified(),
                disks(),
                facts.duties().stream()
                        .map(duty -> new WarehouseFacts.Duty(
                                duty.process(), duty.duty(), duty.isFailing(), duty.detail(), duty.ageSeconds()))
                        .toList());
    }

    private WarehouseFacts.@Nullable Busiest busiest() {
        Map<String, String> sources = tables.mirrored(source).stream()
                .collect(toMap(
                        table -> table.storageDatabase() + "." + table.partsName(),
                        MirroredTable::table,
                        (one, other) -> one));
        Map<String, Long> written = new HashMap<>();
        for (FactQueries.Written each : permitted(facts::written)) {
            String table = sources.get(each.database() + "." + each.name());
            if (table != null) {
                written.merge(table, each.number(), Long::sum);
            }
        }
        long all = written.values().stream().mapToLong(Long::longValue).sum();
        return written.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> most.getValue() > 0)
                .map(most -> new WarehouseFacts.Busiest(most.getKey(), 100 * most.getValue() / all))
                .orElse(null);
    }

    private List<Disk> disks() {
        return permitted(facts::disks).stream()
                .map(disk -> new Disk("ClickHouse, " + disk.name(), disk.freeBytes(), disk.totalBytes()))
                .toList();
    }

    /** Rows of a system table; none without the required right. */
    private <T> List<T> permitted(Supplier<List<T>> query) {
        try {
            return query.get();
        } catch (WarehouseException e) {
            if (e.code() != ErrorCode.WAREHOUSE_DENIED && e.code() != ErrorCode.SCHEMA_NOT_FOLLOWED) {
                throw e;
            }
            if (!systemIsHidden) {
                log.warn(
                        "The warehouse's own metrics cannot be read, grant SELECT on system.disks and system.parts: {}",
                        e.getMessage());
                systemIsHidden = true;
            }
            return List.of();
        }
    }

    private WarehouseFacts.Stall stall(Optional<FactQueries.Durable> durable) {
        Instant now = clock.instant();
        Instant moved = stall.movedAt(durable.orElse(null), now);
        return new WarehouseFacts.Stall(
                seconds(moved, now),
                durable.filter(it -> it.committedAt().isAfter(Instant.EPOCH))
                        .map(it -> seconds(it.committedAt(), now))
                        .orElse(null),
                durable.map(it -> StreamEpoch.lsn(Long.parseUnsignedLong(it.highestLsn())))
                        .orElse(0L));
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1_000.0;
    }

    private static List<WarehouseFacts.Count> counts(List<FactQueries.ByTable> rows) {
        return rows.stream()
                .map(row -> new WarehouseFacts.Count(row.table(), row.number(), String.join(", ", row.names())))
                .toList();
    }

    /** A table that was dropped in the source is ignored. */
    private Map<String, Verified> verified() {
        Map<String, Verified> outcomes = tables.verified(source);
        Map<String, Verified> mirrored = new HashMap<>();
        for (MirroredTable table : tables.mirrored(source)) {
            Verified outcome = outcomes.get(table.table());
            if (outcome != null) {
                mirrored.put(table.table(), outcome);
            }
        }
        return mirrored;
    }
}
