package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.connect.ConnectFailure;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.PassingTrouble;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.load.RowRateLimiter;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.event.TableId;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.kafka.resync.ResyncInbox;
import io.millrace.kafka.resync.ResyncNews;
import io.millrace.kafka.resync.ResyncNews.Stage;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.Signals;
import io.millrace.postgres.SourceTables;
import io.millrace.postgres.TableSize;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Takes requests to load tables, and has them served: several tables by one reading, and the next reading while the rows of the
 * one before are on their way. What a kill interrupts is done from its start again.
 */
public final class LoadScheduler implements Runnable {
    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final long BETWEEN_PLANS = Duration.ofSeconds(1).toNanos();

    private static final String UNSIGNED = "its condition is not signed with the key of this installation, so it is not"
            + " carried out: ask by `./millrace resync TABLE --where CONDITION` with the data folder (--data) of the"
            + " launcher that captures";

    private final Config config;
    private final ConditionSignature signature;
    private final Supplier<LoadSettings> settings;
    private final EraChange eras;
    private final LoadBook book;
    private final Lease lease;
    private final Consumer<String> log;
    private final LoadEstimates estimates = new LoadEstimates();
    private final RowRateLimiter limiter;
    private String trouble = "";

    /** What follows a loss of changes. */
    public interface EraChange {
        /** @return the era that begins with a request, the same however often it is called */
        int begin(ResyncRequest request);

        /** Returns when nothing comes from an earlier era any more. */
        void move(int era) throws SQLException, InterruptedException;
    }

    /**
     * @param config complete
     * @param signature which conditions are let through
     * @param settings as they are now
     * @param eras begins another where changes were lost
     * @param book hears how the loads get on
     * @param lease asked before anything is changed
     * @param log hears in full sentences what an operator may want to read later
     */
    public LoadScheduler(
            Config config,
            ConditionSignature signature,
            Supplier<LoadSettings> settings,
            EraChange eras,
            LoadBook book,
            Lease lease,
            Consumer<String> log) {
        this.config = config;
        this.signature = signature;
        this.settings = settings;
        this.eras = eras;
        this.book = book;
        this.lease = lease;
        this.log = log;
        this.limiter = new RowRateLimiter(config.capture().loadRowsPerSecond());
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
        Brokers brokers = KafkaWiring.brokers(config);
        ChangeStreamTopics topics = KafkaWiring.topics(config);
        try (ResyncInbox inbox = ResyncInbox.open(brokers, topics);
                Signals signals = Signals.open(brokers, topics);
                LoadStream stream = new LoadStream(config);
                LoadJobs jobs = new LoadJobs()) {
            Service service = new Service(inbox, signals, stream, jobs);
            while (!Thread.interrupted()) {
                DutyFault.reach("resync");
                lease.require();
                service.step();
            }
            throw new InterruptedException();
        }
    }

    /** What lasts as long as the connections to Kafka. */
    private final class Service {
        private final ResyncInbox inbox;
        private final Signals signals;
        private final LoadStream stream;
        private final LoadJobs jobs;
        private final LoadQueue queue = new LoadQueue();
        private final List<LoadQueue.Reading> ended = new ArrayList<>();
        private final NotedCheckpoints.Note note;
        private long planned;

        Service(ResyncInbox inbox, Signals signals, LoadStream stream, LoadJobs jobs) {
            this.inbox = inbox;
            this.signals = signals;
            this.stream = stream;
            this.jobs = jobs;
            this.note = new NotedCheckpoints.Note(inbox.note());
        }

        void step() throws InterruptedException {
            boolean idle = jobs.isEmpty() && queue.isEmpty() && ended.isEmpty();
            take(inbox.next(idle ? IDLE_POLL : POLL));
            boolean changed = finish();
            acknowledge();
            note.changed().ifPresent(inbox::note);
            for (Optional<LoadQueue.Reading> next = next(); next.isPresent(); next = next()) {
                start(next.get());
                changed = true;
            }
            boolean waits = !queue.isEmpty() || !jobs.isEmpty();
            if (changed || (waits && System.nanoTime() - planned > BETWEEN_PLANS)) {
                planned = System.nanoTime();
                book.planned(LoadPlan.of(queue, jobs, estimates));
            }
        }

        private Optional<LoadQueue.Reading> next() {
            return queue.next(jobs.free(), System.nanoTime());
        }

        private void take(List<ResyncRequest> all) throws InterruptedException {
            Map<Boolean, List<ResyncRequest>> known = all.stream()
                    .collect(Collectors.partitioningBy(
                            request -> signature.accepts(config.source().name(), request)));
            refuse(known.getOrDefault(false, List.of()));
            List<ResyncRequest> requests = known.getOrDefault(true, List.of());
            List<ResyncRequest> every =
                    requests.stream().filter(ResyncRequest::everyTable).toList();
            for (ResyncRequest request : every) {
                if (request.afterLoss()) {
                    awaitJobs();
                    beginEra(request);
                }
                ask(signals, request.reason());
            }
            List<ResyncRequest> single =
                    requests.stream().filter(request -> !request.everyTable()).toList();
            if (!single.isEmpty()) {
                book.asked(single);
                queue.add(single, sizes());
            }
            if (!every.isEmpty()) {
                // Only behind the requests that they have become.
                inbox.done(every);
                take(inbox.next(Duration.ZERO));
            }
        }

        /** Otherwise a client that writes to Kafka could have the source run any SQL. */
        private void refuse(List<ResyncRequest> unsigned) {
            if (unsigned.isEmpty()) {
                return;
            }
            log.accept((unsigned.size() == 1 ? "A request" : unsigned.size() + " requests")
                    + " for rows by a condition " + (unsigned.size() == 1 ? "is" : "are")
                    + " refused, the first of table "
                    + unsigned.get(0).table() + ": " + UNSIGNED + ".");
            tell(unsigned.stream()
                    .map(one -> new ResyncNews(one.id(), one.table(), Stage.FAILED, 0, UNSIGNED))
                    .toList());
            inbox.done(unsigned);
        }

        private void awaitJobs() throws InterruptedException {
            while (!jobs.isEmpty()) {
                Thread.sleep(POLL.toMillis());
                finish();
                note.changed().ifPresent(inbox::note);
            }
        }

        private void start(LoadQueue.Reading reading) {
            lease.confirm();
            List<ResyncRequest> wanted = reading.merged();
            wanted.forEach(request -> log.accept(what(request) + " is loaded again: " + request.reason() + "."));
            jobs.start(new LoadJob(
                    reading,
                    config,
                    settings.get(),
                    stream,
                    limiter,
                    NotedCheckpoints.of(note, reading.tables()),
                    this::tell));
        }

        private void tell(List<ResyncNews> news) {
            signals.tell(news);
            book.told(news);
        }

        /** @return whether one has ended */
        private boolean finish() {
            List<LoadJob> over = jobs.over();
            over.forEach(job -> {
                LoadQueue.Reading reading = job.reading();
                switch (job.end()) {
                    case SERVED -> served(job);
                    case REFUSED -> refused(job);
                    case LATER -> later(job);
                    case PARTLY_LATER -> {
                        if (reading.tables().size() > 1) {
                            queue.split(reading);
                        } else {
                            later(job);
                        }
                    }
                }
            });
            return !over.isEmpty();
        }

        private void served(LoadJob job) {
            trouble = "";
            estimates.finished(job.reading().bytes(), job.seconds());
            job.reading()
                    .merged()
                    .forEach(request -> log.accept(what(request)
                            + (job.served(request)
                                    ? " has been loaded again."
                                    : " cannot be loaded again as it is; its requests have failed with the reason.")));
            done(job.reading());
        }

        private void refused(LoadJob job) {
            LoadQueue.Reading reading = job.reading();
            if (reading.canBeSplit()) {
                log.accept("What is loaded again is read in two parts, for together they fail: " + job.reason());
                queue.split(reading);
                return;
            }
            ResyncRequest request = reading.merged().get(0);
            log.accept(what(request) + " could not be loaded again: " + job.reason());
            tell(reading.requests().stream()
                    .map(one -> new ResyncNews(one.id(), one.table(), Stage.FAILED, 0, job.reason()))
                    .toList());
            done(reading);
        }

        /** What the source, Kafka or the warehouse have in the way passes some time: nothing that was asked for is given up. */
        private void later(LoadJob job) {
            if (!job.reason().equals(trouble)) {
                trouble = job.reason();
                log.accept("Loading tables again waits: " + trouble);
            }
            tell(job.reading().requests().stream()
                    .map(one -> new ResyncNews(one.id(), one.table(), Stage.WAITING, 0, job.reason()))
                    .toList());
            queue.later(job.reading(), System.nanoTime() + AFTER_TROUBLE.toNanos());
        }

        private void done(LoadQueue.Reading reading) {
            note.forget(reading.requests());
            queue.finished(reading);
            ended.add(reading);
            acknowledge();
        }

        /** A request whose end is not recorded is served once more after a kill. */
        private void acknowledge() {
            List<LoadQueue.Reading> recorded = ended.stream()
                    .filter(reading -> book.isRecorded(reading.requests()))
                    .toList();
            recorded.forEach(reading -> inbox.done(reading.requests(), note.text()));
            ended.removeAll(recorded);
        }
    }

    /** First of all: no change from before may be taken for one that follows what is loaded. */
    private void beginEra(ResyncRequest request) throws InterruptedException {
        untilDone(() -> {
            eras.move(eras.begin(request));
            return true;
        });
    }

    /** One request for each table that is captured now, so that a kill costs no more than one reading. */
    private void ask(Signals signals, String reason) throws InterruptedException {
        signals.resync(untilDone(this::captured), reason);
    }

    private <T> T untilDone(PassingTrouble.Work<T> work) throws InterruptedException {
        String last = "";
        while (true) {
            try {
                return PassingTrouble.told(work);
            } catch (PassingTrouble | ControllerException e) {
                String reason = String.valueOf(e.getMessage());
                if (!reason.equals(last)) {
                    log.accept("Loading all tables again waits: " + reason);
                    last = reason;
                }
                Thread.sleep(AFTER_TROUBLE.toMillis());
            }
        }
    }

    private List<TableId> captured() throws SQLException {
        try (Connection connection = SourceWiring.url(config).connect()) {
            return new SourceTables(connection, config.source().publication(), 0, Duration.ZERO)
                    .tables().stream()
                            .filter(SourceWiring.capturedTables(config.source()))
                            .toList();
        }
    }

    private static String what(ResyncRequest request) {
        return "Table " + request.table() + (request.wholeTable() ? "" : " (some rows)");
    }

    /** How large the captured tables are; empty where that cannot be told now. */
    private Map<TableId, TableSize> sizes() {
        try (Connection connection = SourceWiring.url(config).connect()) {
            return new SourceTables(connection, config.source().publication(), 0, Duration.ZERO)
                    .sizes().stream().collect(Collectors.toMap(TableSize::table, Function.identity()));
        } catch (SQLException e) {
            // Only the order depends on it, and which requests become one.
            return Map.of();
        }
    }
}
