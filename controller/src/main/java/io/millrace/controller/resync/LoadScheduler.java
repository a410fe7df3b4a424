package io.millrace.controller.resync;

import io.millrace.config.Config;
import io.millrace.connect.ConnectFailure;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.RetryableException;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.load.RowRateLimiter;
import io.millrace.controller.partition.StreamPartitions;
import io.millrace.controller.warehouse.CompleteMerges;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.event.TableId;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncRequestConsumer;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatus.Stage;
import io.millrace.kafka.resync.Signals;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.catalog.TableSize;
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
 * Serves requests to load tables: several tables per read, and the next read while the rows of the one before are in
 * the stream. An interrupted load starts over.
 */
public final class LoadScheduler implements Runnable {
    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final long BETWEEN_PLANS = Duration.ofSeconds(1).toNanos();

    private static final String UNSIGNED = "its condition is not signed with the key of this installation, so it is not"
            + " carried out: ask by `millrace resync TABLE --where CONDITION` an ops that has the same"
            + " MILLRACE_CONDITIONS_KEY as this controller";

    private final Config config;
    private final ConditionSignature signature;
    private final Supplier<LoadSettings> settings;
    private final StreamPartitions partitions;
    private final EpochChange epochs;
    private final LoadStatusWriter statusWriter;
    private final Lease lease;
    private final Consumer<String> log;
    private final LoadEstimates estimates = new LoadEstimates();
    private final RowRateLimiter limiter;
    private final CompleteMerges merges;
    private String problem = "";

    /** What follows a loss of changes. */
    public interface EpochChange {
        /** @return the epoch that begins with a request; idempotent */
        int begin(ResyncRequest request);

        /** Returns when nothing of an earlier epoch can arrive any longer. */
        void move(int epoch) throws SQLException, InterruptedException;
    }

    /**
     * @param config complete
     * @param signature verifies conditions
     * @param settings as they are now
     * @param partitions kept while a load runs
     * @param epochs starts a new one after a loss of changes
     * @param statusWriter receives the status of loads
     * @param lease asked before anything is changed
     * @param log receives messages for the operator, in full sentences
     */
    public LoadScheduler(
            Config config,
            ConditionSignature signature,
            Supplier<LoadSettings> settings,
            StreamPartitions partitions,
            EpochChange epochs,
            LoadStatusWriter statusWriter,
            Lease lease,
            Consumer<String> log) {
        this.config = config;
        this.signature = signature;
        this.settings = settings;
        this.partitions = partitions;
        this.epochs = epochs;
        this.statusWriter = statusWriter;
        this.lease = lease;
        this.log = log;
        this.limiter = new RowRateLimiter(config.capture().loadRowsPerSecond());
        this.merges = new CompleteMerges(config, lease, log);
    }

    @Override
    public void run() {
        try {
            while (true) {
                try {
                    serve();
                } catch (LogException | ConnectFailure e) {
                    log.accept("Loads pause: " + e.getMessage());
                    Thread.sleep(AFTER_FAILURE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void serve() throws InterruptedException {
        Brokers brokers = KafkaWiring.brokers(config);
        ChangeStreamTopics topics = KafkaWiring.topics(config);
        try (ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics);
                Signals signals = Signals.open(brokers, topics);
                LoadStream stream = new LoadStream(config);
                LoadJobs jobs = new LoadJobs()) {
            Service service = new Service(requestConsumer, signals, stream, jobs);
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
        private final ResyncRequestConsumer requestConsumer;
        private final Signals signals;
        private final LoadStream stream;
        private final LoadJobs jobs;
        private final LoadQueue queue = new LoadQueue();
        private final List<LoadQueue.Reading> ended = new ArrayList<>();
        private final RequestCheckpoints.Metadata checkpoints;
        private long planned;

        Service(ResyncRequestConsumer requestConsumer, Signals signals, LoadStream stream, LoadJobs jobs) {
            this.requestConsumer = requestConsumer;
            this.signals = signals;
            this.stream = stream;
            this.jobs = jobs;
            this.checkpoints = new RequestCheckpoints.Metadata(requestConsumer.metadata());
        }

        void step() throws InterruptedException {
            boolean idle = jobs.isEmpty() && queue.isEmpty() && ended.isEmpty();
            take(requestConsumer.next(idle ? IDLE_POLL : POLL));
            boolean changed = finish();
            acknowledge();
            checkpoints.changed().ifPresent(requestConsumer::metadata);
            for (Optional<LoadQueue.Reading> next = next(); next.isPresent(); next = next()) {
                start(next.get());
                changed = true;
            }
            merges.idle(jobs.isEmpty());
            boolean waits = !queue.isEmpty() || !jobs.isEmpty();
            if (changed || (waits && System.nanoTime() - planned > BETWEEN_PLANS)) {
                planned = System.nanoTime();
                statusWriter.planned(LoadPlan.of(queue, jobs, estimates));
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
                    beginEpoch(request);
                }
                ask(signals, request.reason());
            }
            List<ResyncRequest> single =
                    requests.stream().filter(request -> !request.everyTable()).toList();
            if (!single.isEmpty()) {
                statusWriter.asked(single);
                queue.add(single, sizes());
            }
            if (!every.isEmpty()) {
                // Only after the requests that they were split into.
                requestConsumer.done(every);
                take(requestConsumer.next(Duration.ZERO));
            }
        }

        /** Otherwise a client that writes to Kafka could run any SQL in the source. */
        private void refuse(List<ResyncRequest> unsigned) {
            if (unsigned.isEmpty()) {
                return;
            }
            log.accept((unsigned.size() == 1 ? "A request" : unsigned.size() + " requests")
                    + " for rows by a condition " + (unsigned.size() == 1 ? "is" : "are")
                    + " refused, the first of table "
                    + unsigned.get(0).table() + ": " + UNSIGNED + ".");
            publish(unsigned.stream()
                    .map(one -> new ResyncStatus(one.id(), one.table(), Stage.FAILED, 0, UNSIGNED))
                    .toList());
            requestConsumer.done(unsigned);
        }

        private void awaitJobs() throws InterruptedException {
            while (!jobs.isEmpty()) {
                Thread.sleep(POLL.toMillis());
                finish();
                checkpoints.changed().ifPresent(requestConsumer::metadata);
            }
        }

        private void start(LoadQueue.Reading reading) {
            lease.confirm();
            List<ResyncRequest> wanted = reading.merged();
            wanted.forEach(request -> log.accept(what(request) + " is being loaded again: " + request.reason() + "."));
            jobs.start(new LoadJob(
                    reading,
                    config,
                    settings,
                    partitions,
                    stream,
                    limiter,
                    RequestCheckpoints.of(checkpoints, reading.tables()),
                    this::publish));
        }

        private void publish(List<ResyncStatus> status) {
            signals.publish(status);
            statusWriter.progressed(status);
        }

        /** @return whether any has ended */
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
            problem = "";
            estimates.finished(job.reading().bytes(), job.seconds());
            job.reading()
                    .merged()
                    .forEach(request -> log.accept(what(request)
                            + (job.served(request)
                                    ? " has been loaded again."
                                    : " cannot be loaded again as it is; its requests have failed with the reason.")));
            job.reading().merged().stream()
                    .filter(request -> request.wholeTable() && job.served(request))
                    .forEach(request -> merges.loaded(request.table()));
            done(job.reading());
        }

        private void refused(LoadJob job) {
            LoadQueue.Reading reading = job.reading();
            if (reading.canBeSplit()) {
                log.accept("The load is split in two, as it failed: " + job.reason());
                queue.split(reading);
                return;
            }
            ResyncRequest request = reading.merged().get(0);
            log.accept(what(request) + " could not be loaded again: " + job.reason());
            publish(reading.requests().stream()
                    .map(one -> new ResyncStatus(one.id(), one.table(), Stage.FAILED, 0, job.reason()))
                    .toList());
            done(reading);
        }

        /** Obstacles in the source, Kafka or the warehouse are temporary: no request is given up. */
        private void later(LoadJob job) {
            if (!job.reason().equals(problem)) {
                problem = job.reason();
                log.accept("Loads wait: " + problem);
            }
            publish(job.reading().requests().stream()
                    .map(one -> new ResyncStatus(one.id(), one.table(), Stage.WAITING, 0, job.reason()))
                    .toList());
            queue.later(job.reading(), System.nanoTime() + AFTER_FAILURE.toNanos());
        }

        private void done(LoadQueue.Reading reading) {
            checkpoints.forget(reading.requests());
            queue.finished(reading);
            ended.add(reading);
            acknowledge();
        }

        /** A request whose end is not recorded is served again after a kill. */
        private void acknowledge() {
            List<LoadQueue.Reading> recorded = ended.stream()
                    .filter(reading -> statusWriter.isRecorded(reading.requests()))
                    .toList();
            recorded.forEach(reading -> requestConsumer.done(reading.requests(), checkpoints.text()));
            ended.removeAll(recorded);
        }
    }

    /** First: no earlier change may be taken for one after the load. */
    private void beginEpoch(ResyncRequest request) throws InterruptedException {
        untilDone(() -> {
            epochs.move(epochs.begin(request));
            return true;
        });
    }

    /** One request for each table that is captured now, so that a kill costs no more than one reading. */
    private void ask(Signals signals, String reason) throws InterruptedException {
        signals.resync(untilDone(this::captured), reason);
    }

    private <T> T untilDone(RetryableException.Work<T> work) throws InterruptedException {
        String last = "";
        while (true) {
            try {
                return RetryableException.wrap(work);
            } catch (RetryableException | ControllerException e) {
                String reason = String.valueOf(e.getMessage());
                if (!reason.equals(last)) {
                    log.accept("The load of all tables waits: " + reason);
                    last = reason;
                }
                Thread.sleep(AFTER_FAILURE.toMillis());
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

    /** The sizes of the captured tables; empty if unknown now. */
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
