package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.RetryableException;
import io.millrace.controller.load.CompletedLoad;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.controller.load.LoadException;
import io.millrace.controller.load.LoadProgress;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.load.LoadTarget;
import io.millrace.controller.load.RowRateLimiter;
import io.millrace.controller.load.StreamProgress;
import io.millrace.controller.load.TableChangedException;
import io.millrace.controller.load.TableLoader;
import io.millrace.controller.warehouse.WarehouseProgress;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.event.TableId;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.protect.ColumnRules;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatus.Stage;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.probe.Watermark;
import io.millrace.wiring.SourceWiring;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Loads rows of tables while changes flow: they are read from one snapshot and get the position of a watermark in the
 * stream. Can be repeated from the start at any time.
 *
 * <p>Debezium's own incremental snapshots are not used: they read in the streaming thread, decide by transaction ids
 * what a chunk has seen, which fails if a commit becomes visible late (a synchronous standby), hold a chunk in memory
 * whatever its size, and need a key.
 */
final class Resync {
    private static final Duration SHORT_POLL = Duration.ofMillis(5);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration OPEN_TRANSACTIONS = Duration.ofMinutes(10);
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofHours(12);
    private static final int ATTEMPTS = 5;

    private final Config config;
    private final LoadSettings settings;
    private final LoadStream stream;
    private final RowRateLimiter limiter;
    private final LoadCheckpoints checkpoints;
    private final Consumer<List<ResyncStatus>> onStatus;
    private final PostgresUrl source;

    /**
     * @param config complete
     * @param settings as they are now
     * @param stream shared with other loads
     * @param limiter shared with other loads
     * @param checkpoints of the load, where it is that of one request alone
     * @param onStatus receives the status; from several threads
     */
    Resync(
            Config config,
            LoadSettings settings,
            LoadStream stream,
            RowRateLimiter limiter,
            LoadCheckpoints checkpoints,
            Consumer<List<ResyncStatus>> onStatus) {
        this.config = config;
        this.settings = settings;
        this.stream = stream;
        this.limiter = limiter;
        this.checkpoints = checkpoints;
        this.onStatus = onStatus;
        this.source = SourceWiring.reads(config);
    }

    /** A request and its table, by its current name. */
    private record Target(ResyncRequest request, LoadTarget table) {}

    /**
     * Loads the tables of some requests from one snapshot.
     *
     * @param requests one or more, each of another table; for some rows only one, with a verified condition
     * @return the requests that could be served; the others have a failed status
     * @throws ControllerException if it cannot be done; the message says what to do
     * @throws RetryableException if it may be done later, from the start
     */
    List<ResyncRequest> run(List<ResyncRequest> requests) throws InterruptedException {
        try {
            return RetryableException.wrap(() -> load(requests));
        } catch (LoadException | IllegalStateException e) {
            throw new ControllerException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<ResyncRequest> load(List<ResyncRequest> requests) throws SQLException, InterruptedException {
        ChangeStreamProducer producer = stream.producer();
        try {
            return load(requests, producer);
        } catch (LogException e) {
            stream.discard(producer);
            throw e;
        } catch (RetryableException e) {
            if (e.getCause() instanceof WarehouseBarrier.StreamLost) {
                // Its checkpoint refers to the former stream.
                stream.discard(producer);
            }
            throw e;
        }
    }

    private List<ResyncRequest> load(List<ResyncRequest> requests, ChangeStreamProducer producer)
            throws SQLException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            List<Target> targets;
            List<ResyncRequest> served;
            long lsn;
            try (Connection connection = source.connect()) {
                targets = targets(connection, requests);
                served = targets.stream().map(Target::request).toList();
                if (targets.isEmpty()) {
                    return served;
                }
                lsn = watermark(connection, served);
            }
            onStatus(served, Stage.READING, lsn, "");
            StreamProgress landed =
                    config.warehouse().url().isEmpty() ? Optional::empty : new WarehouseProgress(config);
            TableLoader loader = new TableLoader(settings, producer, landed, limiter, Clock.systemUTC());
            CompletedLoad load;
            try {
                load = loader.load(
                        targets.stream().map(Target::table).toList(), lsn, checkpoints, progress(targets, lsn));
            } catch (TableChangedException e) {
                if (attempt == ATTEMPTS) {
                    throw new ControllerException(
                            "tables are dropped or renamed each time they are read: " + e.getMessage(), e);
                }
                continue;
            }
            Failpoint.LOAD_READ.reach();
            onStatus(served, Stage.READ, lsn, "");
            arrive(load.sent());
            arrive(loader.announce(load));
            Failpoint.LOAD_LANDED.reach();
            onStatus(served, Stage.LANDED, lsn, "");
            return served;
        }
    }

    private void arrive(Map<Integer, Long> sent) throws InterruptedException {
        // This obstacle is not caused by the request.
        try {
            new WarehouseBarrier(config, CATCH_UP_TIMEOUT).awaitWarehouse(sent);
        } catch (ControllerException | IOException e) {
            throw RetryableException.of(e);
        }
    }

    private List<Target> targets(Connection connection, List<ResyncRequest> requests) throws SQLException {
        List<Target> targets = new ArrayList<>();
        SourceTables tables = new SourceTables(connection, config.source().publication(), 0, Duration.ofSeconds(1));
        Set<TableId> captured = new HashSet<>(tables.tables());
        ColumnRules rules = SourceWiring.columnRules(config.source());
        for (ResyncRequest request : requests) {
            TableId table = request.oid() == 0
                    ? request.table()
                    : tables.name(request.oid()).orElse(request.table());
            long oid = tables.oid(table);
            boolean another = request.oid() != 0 && oid != request.oid();
            String obstacle = "";
            Optional<String> unreadable =
                    tables.obstacle(table, oid, rules, settings.source().user());
            if (another || (!captured.contains(table) && (oid == 0 || unreadable.isEmpty()))) {
                obstacle = " is not captured: see source.tables and source.exclude, and `./millrace doctor`";
            } else if (unreadable.isPresent()) {
                obstacle = unreadable.get();
            } else if (!request.wholeTable() && !tables.isKeyed(table)) {
                // Without a key it is unknown which rows of the warehouse they replace.
                obstacle = " has no key, so only the whole table can be loaded again: leave out the condition";
            }
            if (obstacle.isEmpty()) {
                targets.add(new Target(request, new LoadTarget(table, oid, request.rows(), request.condition())));
            } else {
                onStatus(List.of(request), Stage.FAILED, 0, "the table " + table + obstacle);
            }
        }
        return targets;
    }

    private long watermark(Connection connection, List<ResyncRequest> requests)
            throws SQLException, InterruptedException {
        Watermark watermark = Watermark.write(connection);
        long begin = System.nanoTime();
        boolean waitingReported = false;
        while (!watermark.transactionsEnded()) {
            long waited = System.nanoTime() - begin;
            if (waited > POLL.toNanos() && !waitingReported) {
                onStatus(requests, Stage.WAITING, 0, open(watermark));
                waitingReported = true;
            }
            if (waited > OPEN_TRANSACTIONS.toNanos()) {
                throw RetryableException.of(new ControllerException(open(watermark) + ": end them"));
            }
            Thread.sleep((waitingReported ? POLL : SHORT_POLL).toMillis());
        }
        return StreamEpoch.place(watermark.lsn(), settings.epoch());
    }

    private static String open(Watermark watermark) throws SQLException {
        return "transactions that were open before have not ended: " + watermark.oldest();
    }

    private LoadProgress progress(List<Target> targets, long lsn) {
        return (table, rows, estimated) -> {
            String line = String.format(Locale.ROOT, "%,d", rows)
                    + (estimated > rows ? String.format(Locale.ROOT, " of about %,d", estimated) : "") + " rows";
            List<ResyncRequest> requests = targets.stream()
                    .filter(target -> target.table().table().equals(table))
                    .map(Target::request)
                    .toList();
            try {
                onStatus(requests, Stage.READING, lsn, line);
            } catch (LogException e) {
                // A failure to report status must not fail a load.
            }
        };
    }

    private void onStatus(List<ResyncRequest> requests, Stage stage, long lsn, String detail) {
        if (!requests.isEmpty()) {
            onStatus.accept(requests.stream()
                    .map(request -> new ResyncStatus(request.id(), request.table(), stage, lsn, detail))
                    .toList());
        }
    }
}
