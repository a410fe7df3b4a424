package io.millrace.controller.verify;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.table.ShownRows;
import io.millrace.clickhouse.table.ShownRows.StoredVersion;
import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.load.RowDeletes;
import io.millrace.controller.resync.WarehouseBarrier;
import io.millrace.controller.verify.CatchUpBarrier.StillLoading;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.event.TableId;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.verify.Difference;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatus.Stage;
import io.millrace.kafka.resync.ResyncStatusConsumer;
import io.millrace.kafka.resync.Signals;
import io.millrace.postgres.Lsn;
import io.millrace.postgres.compare.RowSource;
import io.millrace.postgres.load.PublishedTable;
import io.millrace.postgres.load.PublishedTables;
import io.millrace.postgres.load.SourceSnapshot;
import io.millrace.postgres.probe.SourceLog;
import io.millrace.postgres.probe.Watermark;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * Fixes rows that differ. Those that the source has are read from it again, at a version that is newer than all that
 * had committed before and older than what commits later; those that it does not have get a delete of such a version in
 * the change stream, from which the pipeline takes it. Rows of versions that no change can have had yet are taken out
 * of storage first, for nothing that comes through the stream could supersede them.
 */
final class Repair {
    private static final String REASON = "`./millrace verify --repair` found rows that differ";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration OPEN_TRANSACTIONS_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LOAD = Duration.ofHours(1);
    /** Keys in one request. */
    private static final int TOGETHER = 200;
    /** Above this the whole table is resynced. */
    private static final int TOO_MANY = 5_000;

    private final Config config;
    private final VerifyLimits limits;
    private final TablePair pair;
    private final CatchUpBarrier barrier;
    private final ClickHouseWarehouse warehouse;
    private final Lease lease;
    private final Clock clock;
    private final List<String> done = new ArrayList<>();

    /** @param lease asked before anything is changed */
    Repair(
            Config config,
            VerifyLimits limits,
            TablePair pair,
            CatchUpBarrier barrier,
            ClickHouseWarehouse warehouse,
            Lease lease,
            Clock clock) {
        this.config = config;
        this.limits = limits;
        this.pair = pair;
        this.barrier = barrier;
        this.warehouse = warehouse;
        this.lease = lease;
        this.clock = clock;
    }

    /** @return the outcome with what was done and how many rows are right now */
    Outcome fix(Outcome outcome) throws SQLException, InterruptedException, IOException, StillLoading {
        List<Difference> differences = outcome.differences();
        TableId table = outcome.table();
        if (pair.table().order() == ComparedTable.Order.WHOLE || differences.size() >= TOO_MANY) {
            load(table, List.of(List.of()));
            done.add("The whole table was loaded again.");
        } else {
            // A merge drops all versions below the highest: those below a removed one may be gone with it.
            boolean removed = removeImpossible(differences);
            List<List<String>> present = removed ? keys(differences) : keys(differences, true);
            if (!present.isEmpty()) {
                List<List<SourceKey>> requests = new ArrayList<>();
                for (int from = 0; from < present.size(); from += TOGETHER) {
                    requests.add(RowSource.named(
                            pair.table(), present.subList(from, Math.min(present.size(), from + TOGETHER))));
                }
                load(table, requests);
                done.add("Rows read from the source again: " + present.size() + ".");
            }
            delete(removed ? present : keys(differences, false));
        }
        return outcome.repaired(done, differences.size() - left(differences));
    }

    private static List<List<String>> keys(List<Difference> differences) {
        return differences.stream().map(Difference::key).toList();
    }

    private static List<List<String>> keys(List<Difference> differences, boolean inSource) {
        return differences.stream()
                .filter(difference -> (difference.source() != null) == inSource)
                .map(Difference::key)
                .toList();
    }

    /** @return whether something was removed: then all of these keys are to be read again, whatever the source had of them */
    private boolean removeImpossible(List<Difference> differences) throws SQLException {
        List<List<Object>> keys = differences.stream()
                .map(difference -> pair.keyValues(difference.key()))
                .toList();
        ShownRows shown = pair.shown();
        List<StoredVersion> suspicious = shown.versionsAbove(keys, latest());
        if (suspicious.isEmpty()) {
            return false;
        }
        // Again, and only now: what had landed when the versions were read had committed before this.
        BigInteger latest = latest();
        List<StoredVersion> impossible = suspicious.stream()
                .filter(one -> one.version().compareTo(latest) > 0)
                .toList();
        Failpoint.REPAIR_DECIDED.hold();
        if (impossible.isEmpty()) {
            return false;
        }
        lease.confirm();
        shown.remove(impossible);
        // What is not in the stream is not read again from there.
        warehouse.makeDurable();
        done.add("Rows removed from storage, as their versions are ahead of the stream: " + impossible.size() + ".");
        return true;
    }

    /** The highest version that a change can have had until now. */
    private BigInteger latest() throws SQLException {
        try (Connection connection = SourceWiring.url(config).connect()) {
            long lsn = inEpoch(SourceLog.written(connection));
            return new SourcePosition(lsn, lsn, 0, 0, 0).version();
        }
    }

    /** Returns when the rows are in the warehouse. */
    private void load(TableId table, List<List<SourceKey>> requests) {
        ChangeStreamTopics topics = KafkaWiring.topics(config);
        Brokers brokers = KafkaWiring.brokers(config);
        try (ResyncStatusConsumer feed = ResyncStatusConsumer.open(brokers, topics);
                Signals signals = Signals.open(brokers, topics)) {
            Set<String> open = new HashSet<>();
            requests.forEach(rows -> open.add(signals.request(table, 0, rows, REASON)));
            long deadline = System.nanoTime() + LOAD.toNanos();
            while (!open.isEmpty()) {
                for (ResyncStatus status : feed.next(POLL)) {
                    if (status.stage() == Stage.FAILED && open.contains(status.id())) {
                        throw new ControllerException(
                                table + ": the rows that differ could not be read again: " + status.detail());
                    }
                    if (status.stage() == Stage.LANDED) {
                        open.remove(status.id());
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new ControllerException(table + ": the rows that differ were not read again within "
                            + LOAD.toMinutes() + " minutes: see `./millrace status` and `./millrace logs capture`");
                }
            }
        }
    }

    private void delete(List<List<String>> keys) throws SQLException, InterruptedException, IOException {
        if (keys.isEmpty()) {
            return;
        }
        try (Connection connection = SourceWiring.url(config).connect()) {
            Watermark watermark = Watermark.write(connection);
            long deadline = System.nanoTime() + OPEN_TRANSACTIONS_TIMEOUT.toNanos();
            while (!watermark.transactionsEnded()) {
                if (System.nanoTime() > deadline) {
                    throw new ControllerException("transactions that were open before have not ended: "
                            + watermark.oldest() + ". End them, then try again");
                }
                Thread.sleep(POLL.toMillis());
            }
            barrier.replica();
            // Rows created meanwhile are not deleted.
            List<List<String>> gone = List.copyOf(pair.missingInSource(keys).values());
            if (gone.isEmpty()) {
                return;
            }
            Optional<RowDeletes> deletes = deletes();
            if (deletes.isEmpty()) {
                // The source names its rows by other columns by now.
                load(table(), List.of(List.of()));
                done.add("The whole table was loaded again.");
                return;
            }
            SourcePosition position = position(inEpoch(watermark.lsn()), clock.instant());
            gone.forEach(key -> deletes.get().add(key, position));
            send(deletes.get());
            done.add("Rows deleted at " + Lsn.format(watermark.lsn()) + ", as the source does not have them: "
                    + gone.size() + ".");
        }
    }

    private TableId table() {
        return pair.table().schema().table();
    }

    private Optional<RowDeletes> deletes() throws SQLException {
        try (SourceSnapshot snapshot = SourceSnapshot.take(SourceWiring.reads(config), List.of(table()))) {
            long oid = snapshot.oid(table());
            PublishedTable published = new PublishedTables(
                            snapshot.connection(),
                            config.source().publication(),
                            SourceWiring.columnRules(config.source()))
                    .read(List.of(oid))
                    .get(oid);
            if (published == null) {
                throw new ControllerException("the table " + table() + " is not captured any more");
            }
            List<String> key = pair.table().key().stream()
                    .map(column -> column.source().name())
                    .toList();
            try (Admin admin = KafkaClients.admin(KafkaWiring.brokers(config))) {
                return RowDeletes.of(published, key, KafkaWiring.topics(config).partitions(admin));
            }
        }
    }

    /** Returns when they are in the warehouse. */
    private void send(RowDeletes deletes) throws InterruptedException, IOException {
        lease.confirm();
        Map<Integer, Long> sent;
        try (ChangeStreamProducer producer =
                ChangeStreamProducer.open(KafkaWiring.brokers(config), KafkaWiring.topics(config))) {
            sent = deletes.send(producer);
        }
        new WarehouseBarrier(config, LOAD).awaitWarehouse(sent);
    }

    private static SourcePosition position(long lsn, Instant now) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        return new SourcePosition(lsn, lsn, 0, micros, micros);
    }

    private long inEpoch(long lsn) {
        return StreamEpoch.place(lsn, warehouse.epochs().now(config.source().name()));
    }

    /** How many of the rows still differ. */
    private long left(List<Difference> differences)
            throws SQLException, InterruptedException, IOException, StillLoading {
        if (pair.table().order() == ComparedTable.Order.WHOLE) {
            Compared again = new KeylessComparison(
                            pair, barrier, limits, new RateLimiter(limits.rowsPerSecond()), rows -> {})
                    .result();
            return again.reason().isEmpty()
                    ? Math.min(differences.size(), again.differences().size())
                    : differences.size();
        }
        Map<List<String>, List<String>> keys = new LinkedHashMap<>();
        differences.forEach(difference -> keys.put(pair.cells(difference.key()), difference.key()));
        return new DifferenceRecheck(pair, barrier).recheck(keys).differences().size();
    }
}
