package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.connect.ConnectorSettings;
import io.millrace.connect.ConnectorStatus;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.SourceEra;
import io.millrace.core.event.TableId;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.protect.ColumnRules;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.resync.ResyncNews;
import io.millrace.kafka.resync.ResyncNews.Stage;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.launcher.LauncherException;
import io.millrace.postgres.LogicalMessages;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.SourceTables;
import io.millrace.postgres.Watermark;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Loads rows of tables again while changes flow: a connector of its own reads one snapshot, and its rows get the place
 * of a watermark in the stream. May be done again from the start at any time.
 *
 * <p>Debezium's own incremental snapshots are not used: they read in the thread that streams, decide by transaction ids what
 * a chunk has seen, which goes wrong where a commit becomes visible late (a synchronous standby), hold a chunk in memory
 * whatever its size, and need a key.
 */
final class Resync {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration OPEN_TRANSACTIONS = Duration.ofMinutes(10);
    private static final Duration ARRIVAL = Duration.ofHours(12);
    private static final int RESTARTS = 5;

    private final Config config;
    private final ConnectClient connect;
    private final ConnectorSettings settings;
    private final Consumer<ResyncNews> news;
    private final PostgresUrl source;

    /**
     * @param config complete
     * @param settings of the connector that streams
     * @param news hears how it gets on
     */
    Resync(Config config, ConnectClient connect, ConnectorSettings settings, Consumer<ResyncNews> news) {
        this.config = config;
        this.connect = connect;
        this.settings = settings;
        this.news = news;
        this.source = PostgresUrl.parse(config.source().url().orElseThrow());
    }

    /** A request and the table that it is about, as it is called now. */
    private record Target(ResyncRequest request, TableId table, long oid) {}

    /**
     * Loads the tables of some requests in one reading.
     *
     * @param requests one or more, each of another table; with a condition only one alone
     * @return the requests that could be served; news has said why the others could not
     * @throws LauncherException where it cannot be done; the message says what to do
     * @throws PassingTrouble where it may be done later, from the start
     */
    List<ResyncRequest> run(List<ResyncRequest> requests) throws InterruptedException {
        return PassingTrouble.told(() -> load(requests));
    }

    private List<ResyncRequest> load(List<ResyncRequest> requests) throws SQLException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            List<Target> targets = targets(requests, true);
            List<ResyncRequest> served = targets.stream().map(Target::request).toList();
            if (targets.isEmpty()) {
                return served;
            }
            long lsn = watermark(served);
            tell(served, Stage.READING, lsn, "");
            if (!isRead(targets, lsn)) {
                if (attempt == RESTARTS) {
                    throw new LauncherException("tables are dropped or get other names each time they are read");
                }
                continue;
            }
            Failpoint.LOAD_READ.reach();
            tell(served, Stage.READ, lsn, "");
            arrive();
            if (served.get(0).wholeTable()) {
                finish(targets, lsn);
                arrive();
            }
            Failpoint.LOAD_LANDED.reach();
            tell(served, Stage.LANDED, lsn, "");
            return served;
        }
    }

    private void arrive() throws InterruptedException {
        // Whatever is in the way here is not the fault of the request.
        try {
            new Arrival(config, ARRIVAL).await();
        } catch (LauncherException | IOException e) {
            throw PassingTrouble.because(e);
        }
    }

    /** @param tells whether news is to say why a request cannot be served */
    private List<Target> targets(List<ResyncRequest> requests, boolean tells) throws SQLException {
        List<Target> targets = new ArrayList<>();
        try (Connection connection = source.connect()) {
            SourceTables tables = new SourceTables(connection, config.source().publication(), 0, Duration.ofSeconds(1));
            List<TableId> captured = tables.tables();
            ColumnRules rules = SourceRules.of(config.source());
            for (ResyncRequest request : requests) {
                TableId table = request.oid() == 0
                        ? request.table()
                        : tables.name(request.oid()).orElse(request.table());
                long oid = tables.oid(table);
                boolean another = request.oid() != 0 && oid != request.oid();
                String obstacle = "";
                Optional<String> unreadable = tables.obstacle(table, oid, rules);
                if (another || !captured.contains(table)) {
                    obstacle = " is not captured: see source.tables and source.exclude, and `./millrace doctor`";
                } else if (unreadable.isPresent()) {
                    obstacle = unreadable.get();
                } else if (!request.wholeTable() && !tables.isKeyed(table)) {
                    // Without a key nothing tells which rows of the warehouse they would replace.
                    obstacle = " has no key, so only the whole of it can be loaded again: leave the condition out";
                }
                if (obstacle.isEmpty()) {
                    targets.add(new Target(request, table, oid));
                } else if (tells) {
                    tell(List.of(request), Stage.FAILED, 0, "the table " + table + obstacle);
                }
            }
        }
        return targets;
    }

    private long watermark(List<ResyncRequest> requests) throws SQLException, InterruptedException {
        try (Connection connection = source.connect()) {
            Watermark watermark = Watermark.write(connection);
            long deadline = System.nanoTime() + OPEN_TRANSACTIONS.toNanos();
            boolean told = false;
            while (!watermark.settled()) {
                String oldest = "transactions that were open before have not ended: " + watermark.oldest();
                if (System.nanoTime() > deadline) {
                    throw new LauncherException(oldest + ". End them, then try again");
                }
                if (!told) {
                    tell(requests, Stage.WAITING, 0, oldest);
                    told = true;
                }
                Thread.sleep(POLL.toMillis());
            }
            return SourceEra.place(watermark.lsn(), settings.era());
        }
    }

    /** @return whether it was these tables that were read: the connector finds them by their names */
    private boolean isRead(List<Target> targets, long lsn) throws SQLException, InterruptedException {
        List<ResyncRequest> requests = targets.stream().map(Target::request).toList();
        try {
            read(targets, lsn);
        } catch (LauncherException e) {
            if (targets(requests, false).equals(targets)) {
                throw e;
            }
        }
        return targets(requests, false).equals(targets);
    }

    private void read(List<Target> targets, long lsn) throws InterruptedException {
        String name = settings.resyncName(lsn);
        String notifications = new ChangeStreamTopics(config.source().name()).notifications();
        Map<TableId, Long> tables =
                targets.stream().collect(Collectors.toMap(Target::table, Target::oid, (one, same) -> one));
        String condition = targets.get(0).request().condition();
        discardLeftOvers();
        connect.putConnector(
                name,
                settings.resync(
                        tables, condition, lsn, notifications, config.capture().loadRowsPerSecond()));
        try {
            int restarts = 0;
            while (!connect.snapshotCompleted(name)) {
                Optional<ConnectorStatus> status = connect.status(name);
                if (status.isPresent() && status.get().failed()) {
                    if (restarts++ == RESTARTS) {
                        throw new LauncherException("the connector that reads it fails: "
                                + status.get().cause().orElse("see the log of connect"));
                    }
                    // A source that is away is back some time; a restart costs little.
                    Thread.sleep(1_000L << restarts);
                    connect.restartFailed(name);
                }
                Thread.sleep(POLL.toMillis());
            }
        } finally {
            discard(name);
        }
    }

    /** Its offsets, too, where Connect is quick enough: their name will not come again. */
    private void discard(String name) throws InterruptedException {
        try {
            connect.stop(name);
            connect.deleteOffsets(name);
        } catch (ConnectFailure e) {
            // They stay, unused.
        }
        connect.delete(name);
    }

    /** Ends what a process that died has left, or a worker that did not answer has kept, so that nothing is read twice at once. */
    private void discardLeftOvers() throws InterruptedException {
        String prefix = settings.connectorName() + "-resync-";
        for (String name : connect.connectors()) {
            if (name.startsWith(prefix)) {
                discard(name);
            }
        }
    }

    private void finish(List<Target> targets, long lsn) throws SQLException {
        String position = Long.toUnsignedString(lsn);
        try (Connection connection = source.connect()) {
            LogicalMessages messages = new LogicalMessages(connection);
            for (Target target : targets) {
                messages.emit(
                        MessagePrefix.RESYNCED, ResyncedText.of(target.table(), target.oid(), position, position));
            }
        }
    }

    private void tell(List<ResyncRequest> requests, Stage stage, long lsn, String detail) {
        requests.forEach(request -> news.accept(new ResyncNews(request.id(), request.table(), stage, lsn, detail)));
    }
}
