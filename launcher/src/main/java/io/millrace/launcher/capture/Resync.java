package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.connect.ConnectorSettings;
import io.millrace.connect.ConnectorStatus;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.TableId;
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
import java.util.Optional;
import java.util.function.Consumer;

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

    /**
     * Loads the tables of some requests in one reading.
     *
     * @param requests one or more, each of another table; with a condition only one alone
     * @throws LauncherException where it cannot be done; the message says what to do
     */
    void run(List<ResyncRequest> requests) throws InterruptedException, IOException {
        try {
            long lsn = watermark(requests);
            tell(requests, Stage.READING, lsn, "");
            read(requests, lsn);
            tell(requests, Stage.READ, lsn, "");
            new Arrival(config, ARRIVAL).await();
            if (requests.get(0).wholeTable()) {
                finish(requests, lsn);
                new Arrival(config, ARRIVAL).await();
            }
            tell(requests, Stage.LANDED, lsn, "");
        } catch (SQLException e) {
            throw new LauncherException("the source does not answer: " + e.getMessage(), e);
        }
    }

    /** The requests whose table can be read; of the others, news says why not. */
    List<ResyncRequest> possible(List<ResyncRequest> requests) {
        List<ResyncRequest> possible = new ArrayList<>();
        try (Connection connection = source.connect()) {
            SourceTables tables = new SourceTables(connection, config.source().publication(), 0, Duration.ofSeconds(1));
            List<TableId> captured = tables.tables();
            for (ResyncRequest request : requests) {
                if (!captured.contains(request.table())) {
                    refuse(request, " is not captured: see source.tables and source.exclude, and `./millrace doctor`");
                } else if (!request.wholeTable() && !tables.isKeyed(request.table())) {
                    // Without a key nothing tells which rows of the warehouse they would replace.
                    refuse(
                            request,
                            " has no key, so only the whole of it can be loaded again: leave the condition out");
                } else {
                    possible.add(request);
                }
            }
        } catch (SQLException e) {
            throw new LauncherException("the source does not answer: " + e.getMessage(), e);
        }
        return possible;
    }

    private void refuse(ResyncRequest request, String why) {
        tell(List.of(request), Stage.FAILED, 0, "the table " + request.table() + why);
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
            return watermark.lsn();
        }
    }

    private void read(List<ResyncRequest> requests, long lsn) throws InterruptedException {
        String name = settings.resyncName(lsn);
        String notifications = new ChangeStreamTopics(config.source().name()).notifications();
        List<TableId> tables = requests.stream().map(ResyncRequest::table).toList();
        connect.putConnector(name, settings.resync(tables, requests.get(0).condition(), lsn, notifications));
        try {
            int restarts = 0;
            while (!connect.snapshotCompleted(name)) {
                Optional<ConnectorStatus> status = connect.status(name);
                if (status.isPresent() && status.get().failed()) {
                    if (restarts++ == RESTARTS) {
                        throw new LauncherException("the connector that reads it fails: "
                                + status.get().cause().orElse("see the log of connect"));
                    }
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

    /** Ends what a process that died has left, so that nothing is read twice at once. */
    void discardLeftOvers() throws InterruptedException {
        String prefix = settings.connectorName() + "-resync-";
        for (String name : connect.connectors()) {
            if (name.startsWith(prefix)) {
                discard(name);
            }
        }
    }

    private void finish(List<ResyncRequest> requests, long lsn) throws SQLException {
        String position = Long.toUnsignedString(lsn);
        try (Connection connection = source.connect()) {
            LogicalMessages messages = new LogicalMessages(connection);
            for (ResyncRequest request : requests) {
                messages.emit(MessagePrefix.RESYNCED, ResyncedText.of(request.table(), position, position));
            }
        }
    }

    private void tell(List<ResyncRequest> requests, Stage stage, long lsn, String detail) {
        requests.forEach(request -> news.accept(new ResyncNews(request.id(), request.table(), stage, lsn, detail)));
    }
}
