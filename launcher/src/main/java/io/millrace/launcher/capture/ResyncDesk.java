package io.millrace.launcher.capture;

import io.millrace.config.Config;
import io.millrace.connect.ConnectFailure;
import io.millrace.controller.load.LoadCheckpoints;
import io.millrace.controller.load.LoadSettings;
import io.millrace.core.event.TableId;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ResyncInbox;
import io.millrace.kafka.resync.ResyncNews;
import io.millrace.kafka.resync.ResyncNews.Stage;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.Signals;
import io.millrace.launcher.LauncherException;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.SourceTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes requests to load tables again, several at once where all their rows are wanted. What a kill interrupts is done from
 * its start again.
 */
final class ResyncDesk implements Runnable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    /** Conditions that become one; a longer statement gains nothing. */
    private static final int TOGETHER = 200;
    /** Whole tables that are read from one snapshot: those that come first land with the last of them. */
    private static final int TABLES_TOGETHER = 200;
    /** How large they may be together. */
    private static final long BYTES_TOGETHER = 64L * 1024 * 1024;

    private final Config config;
    private final Supplier<LoadSettings> settings;
    private final EraChange eras;
    private final LoadBook book;
    private final Consumer<String> log;

    /** What follows a loss of changes. */
    interface EraChange {
        /** @return the era that begins with a request, the same however often it is called */
        int begin(ResyncRequest request);

        /** Returns when nothing comes from an earlier era any more. */
        void move(int era) throws SQLException, InterruptedException;
    }

    /**
     * @param config complete
     * @param settings as they are now
     * @param eras begins another where changes were lost
     * @param book hears how the loads get on
     * @param log hears in full sentences what an operator may want to read later
     */
    ResyncDesk(Config config, Supplier<LoadSettings> settings, EraChange eras, LoadBook book, Consumer<String> log) {
        this.config = config;
        this.settings = settings;
        this.eras = eras;
        this.book = book;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            while (true) {
                try {
                    serve();
                } catch (LogException | ConnectFailure e) {
                    log.accept("Loading tables again pauses: " + e.getMessage());
                    Thread.sleep(AFTER_TROUBLE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void serve() throws InterruptedException {
        Brokers brokers = LogBrokers.of(config);
        ChangeStreamTopics topics = new ChangeStreamTopics(config.source().name());
        try (ResyncInbox inbox = ResyncInbox.open(brokers, topics);
                Signals signals = Signals.open(brokers, topics);
                LoadStream stream = new LoadStream(config)) {
            while (!Thread.interrupted()) {
                List<ResyncRequest> requests = inbox.next(POLL);
                if (requests.isEmpty()) {
                    continue;
                }
                List<ResyncRequest> every =
                        requests.stream().filter(ResyncRequest::everyTable).toList();
                for (ResyncRequest request : every) {
                    if (request.afterLoss()) {
                        beginEra(request);
                    }
                    ask(signals, request.reason());
                }
                List<ResyncRequest> single = requests.stream()
                        .filter(request -> !request.everyTable())
                        .toList();
                book.asked(single);
                // Only behind the requests that they have become.
                inbox.done(every);
                for (List<List<ResyncRequest>> tables : inOneReading(byTable(single), bytes(single))) {
                    serve(tables, signals, stream, inbox);
                    List<ResyncRequest> served =
                            tables.stream().flatMap(List::stream).toList();
                    NotedCheckpoints.forget(inbox, served);
                    inbox.done(served);
                }
            }
            throw new InterruptedException();
        }
    }

    /** First of all: no change from before may be taken for one that follows what is loaded. */
    private void beginEra(ResyncRequest request) throws InterruptedException {
        String last = "";
        while (true) {
            try {
                PassingTrouble.told(() -> {
                    eras.move(eras.begin(request));
                    return true;
                });
                return;
            } catch (PassingTrouble | LauncherException e) {
                last = waits(last, e);
            }
        }
    }

    private String waits(String last, RuntimeException e) throws InterruptedException {
        String trouble = String.valueOf(e.getMessage());
        if (!trouble.equals(last)) {
            log.accept("Loading all tables again waits: " + trouble);
        }
        Thread.sleep(AFTER_TROUBLE.toMillis());
        return trouble;
    }

    /** One request for each table that is captured now, so that a kill costs no more than one reading. */
    private void ask(Signals signals, String reason) throws InterruptedException {
        String last = "";
        while (true) {
            try {
                PassingTrouble.told(this::captured).forEach(table -> signals.resync(table, reason));
                return;
            } catch (PassingTrouble | LauncherException e) {
                last = waits(last, e);
            }
        }
    }

    private List<TableId> captured() throws SQLException {
        try (Connection connection =
                PostgresUrl.parse(config.source().url().orElseThrow()).connect()) {
            return new SourceTables(connection, config.source().publication(), 0, Duration.ZERO)
                    .tables().stream()
                            .filter(new CapturePatterns(config.source()))
                            .toList();
        }
    }

    private void serve(List<List<ResyncRequest>> tables, Signals signals, LoadStream stream, ResyncInbox inbox)
            throws InterruptedException {
        Consumer<ResyncNews> news = one -> tables.stream()
                .filter(same -> same.get(0).id().equals(one.id()))
                .flatMap(List::stream)
                .forEach(request -> {
                    signals.tell(new ResyncNews(request.id(), one.table(), one.stage(), one.lsn(), one.detail()));
                    book.told(request, one);
                });
        List<ResyncRequest> wanted = tables.stream().map(ResyncDesk::together).toList();
        try {
            wanted.forEach(request -> log.accept(what(request) + " is loaded again: " + request.reason() + "."));
            List<ResyncRequest> served =
                    untilNothingIsInTheWay(wanted, stream, NotedCheckpoints.of(inbox, tables), news);
            wanted.forEach(request -> log.accept(what(request)
                    + (served.contains(request)
                            ? " has been loaded again."
                            : " cannot be loaded again as it is; whoever asked has been told why.")));
        } catch (LauncherException e) {
            if (tables.size() > 1) {
                // Which of them it was does not show.
                log.accept("Tables are loaded again one by one, for together they fail: " + e.getMessage());
                for (List<ResyncRequest> table : tables) {
                    serve(List.of(table), signals, stream, inbox);
                }
                return;
            }
            log.accept(what(wanted.get(0)) + " could not be loaded again: " + e.getMessage());
            news.accept(new ResyncNews(
                    wanted.get(0).id(), wanted.get(0).table(), Stage.FAILED, 0, String.valueOf(e.getMessage())));
        }
    }

    /** What the source, Kafka or the warehouse have in the way passes some time: nothing that was asked for is given up. */
    private List<ResyncRequest> untilNothingIsInTheWay(
            List<ResyncRequest> wanted, LoadStream stream, LoadCheckpoints checkpoints, Consumer<ResyncNews> news)
            throws InterruptedException {
        String last = "";
        while (true) {
            try {
                return new Resync(config, settings.get(), stream, checkpoints, news).run(wanted);
            } catch (PassingTrouble e) {
                String trouble = String.valueOf(e.getMessage());
                if (!trouble.equals(last)) {
                    log.accept("Loading tables again waits: " + trouble);
                    wanted.forEach(request ->
                            news.accept(new ResyncNews(request.id(), request.table(), Stage.WAITING, 0, trouble)));
                    last = trouble;
                }
                Thread.sleep(AFTER_TROUBLE.toMillis());
            }
        }
    }

    private static ResyncRequest together(List<ResyncRequest> sameTable) {
        ResyncRequest first = sameTable.get(0);
        return sameTable.size() == 1
                ? first
                : new ResyncRequest(first.id(), first.table(), first.oid(), condition(sameTable), first.reason());
    }

    private static String what(ResyncRequest request) {
        return "Table " + request.table() + (request.wholeTable() ? "" : " (some rows)");
    }

    /** How large the captured tables are; empty where that cannot be told now. */
    private Map<TableId, Long> bytes(List<ResyncRequest> requests) {
        if (requests.size() < 2) {
            return Map.of();
        }
        try (Connection connection =
                PostgresUrl.parse(config.source().url().orElseThrow()).connect()) {
            return new SourceTables(connection, config.source().publication(), 0, Duration.ZERO).bytes();
        } catch (SQLException e) {
            // Only the order depends on it.
            return Map.of();
        }
    }

    /**
     * Small tables many at once, for the end of a load takes longer than reading them; large ones behind them, each by itself, so
     * that none waits for another and a kill costs no more than one. Loads of some rows come first.
     *
     * @param bytes of tables; 0 where it is not known
     */
    static List<List<List<ResyncRequest>>> inOneReading(List<List<ResyncRequest>> tables, Map<TableId, Long> bytes) {
        List<List<List<ResyncRequest>>> readings = new ArrayList<>();
        List<List<List<ResyncRequest>>> small = new ArrayList<>();
        List<List<List<ResyncRequest>>> large = new ArrayList<>();
        List<List<ResyncRequest>> group = new ArrayList<>();
        long together = 0;
        for (List<ResyncRequest> table : tables) {
            long size = bytes.getOrDefault(table.get(0).table(), 0L);
            if (!together(table).wholeTable()) {
                readings.add(List.of(table));
            } else if (size > BYTES_TOGETHER) {
                large.add(List.of(table));
            } else {
                if (group.isEmpty() || group.size() == TABLES_TOGETHER || together + size > BYTES_TOGETHER) {
                    group = new ArrayList<>();
                    small.add(group);
                    together = 0;
                }
                group.add(table);
                together += size;
            }
        }
        readings.addAll(small);
        readings.addAll(large);
        return readings;
    }

    /**
     * Requests that can be served by one reading of a table; the order of tables is that of their first request. Tables that are
     * known by number are told apart by it: one name can have been that of several, of which only the last is still there.
     */
    static List<List<ResyncRequest>> byTable(List<ResyncRequest> requests) {
        Map<Object, List<ResyncRequest>> tables = new LinkedHashMap<>();
        requests.forEach(request -> tables.computeIfAbsent(
                        request.oid() == 0 ? request.table() : request.oid(), table -> new ArrayList<>())
                .add(request));
        List<List<ResyncRequest>> groups = new ArrayList<>();
        for (List<ResyncRequest> same : tables.values()) {
            if (same.stream().anyMatch(ResyncRequest::wholeTable)) {
                groups.add(same);
            } else {
                for (int from = 0; from < same.size(); from += TOGETHER) {
                    groups.add(same.subList(from, Math.min(same.size(), from + TOGETHER)));
                }
            }
        }
        return groups;
    }

    /** Empty, for all rows, where one of them wants that. */
    static String condition(List<ResyncRequest> requests) {
        if (requests.stream().anyMatch(ResyncRequest::wholeTable)) {
            return "";
        }
        return String.join(
                " OR ",
                requests.stream()
                        .map(request -> "(" + request.condition() + ")")
                        .distinct()
                        .toList());
    }
}
