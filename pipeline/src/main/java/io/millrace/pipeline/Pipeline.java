package io.millrace.pipeline;

import io.millrace.config.Config;
import io.millrace.config.Config.Pipeline.Mode;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WriterTerm;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StreamOffsets;
import io.millrace.kafka.resync.Signals;
import io.millrace.pipeline.checkpoint.Checkpoint;
import io.millrace.pipeline.executor.ExecutorSlots;
import io.millrace.pipeline.executor.MillracePlugin;
import io.millrace.pipeline.executor.Writers;
import io.millrace.pipeline.health.PipelineReadiness;
import io.millrace.pipeline.job.ChangeStreamQuery;
import io.millrace.pipeline.job.ChangeWriter;
import io.millrace.pipeline.job.ExecutorWriters;
import io.millrace.pipeline.job.LastRecords;
import io.millrace.pipeline.job.LogWatch;
import io.millrace.pipeline.job.SparkSessions;
import io.millrace.pipeline.job.StartRefused;
import io.millrace.pipeline.job.StartingPoint;
import io.millrace.pipeline.job.TaskSlots;
import io.millrace.pipeline.job.TermWatch;
import io.millrace.pipeline.job.WriterSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the stream; the order is required: topics, warehouse, starting point, Spark. */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** A query that has run for this long has started from a good checkpoint. */
    private static final Duration TRIAL = Duration.ofSeconds(20);

    /** How often the writer is checked for failure, in milliseconds. */
    private static final long WATCH_MILLIS = 500;

    private final Config config;
    private final WriterSettings settings;
    private final ChangeStreamTopics topics;
    private final Optional<String> master;
    private final Writers writers;
    private final String checkpoint;
    private volatile String phase = "starting";
    private volatile boolean running;

    /** @throws StartRefused if the configuration is incomplete or cannot work */
    Pipeline(Config config) {
        this.config = config;
        this.settings = WriterSettings.of(config);
        this.topics = new ChangeStreamTopics(settings.source());
        // What spark-submit says comes first.
        this.master = Optional.ofNullable(System.getProperty("spark.master"))
                .or(() -> config.pipeline().master());
        this.writers = Writers.of(master.map(TaskSlots::isInThisProcess).orElse(true));
        this.checkpoint = config.pipeline()
                .checkpoint()
                .orElseThrow(() -> new StartRefused("pipeline.checkpoint is missing in the configuration."));
    }

    /** Whether the query runs and every writer writes. */
    PipelineReadiness readiness() {
        Optional<RuntimeException> failure = writers.failure();
        if (failure.isPresent()) {
            return new PipelineReadiness(false, "stopped: " + failure.get().getMessage());
        }
        Optional<String> problem = writers.problem();
        if (problem.isPresent()) {
            return new PipelineReadiness(false, problem.get());
        }
        if (running && !writers.isOpen()) {
            return new PipelineReadiness(false, "waiting for the first task");
        }
        return new PipelineReadiness(running, phase);
    }

    /** The metrics of this process and of all executors, in Prometheus' text format. */
    String metrics() {
        return writers.metrics();
    }

    /**
     * Runs until it ends.
     *
     * @throws StreamingQueryException if the stream ended
     * @throws RuntimeException if the writer ended
     */
    void run() throws IOException, TimeoutException, StreamingQueryException {
        try (Admin admin = KafkaClients.admin(settings.brokers())) {
            run(admin);
        }
    }

    private void run(Admin admin) throws IOException, TimeoutException, StreamingQueryException {
        phase = "looking at the log and the warehouse";
        URI folder = URI.create(checkpoint);
        String where = master.orElseGet(() -> TaskSlots.local(partitions(admin)));
        // Both take seconds and are independent.
        FutureTask<SparkSession> starting = startSpark(where, folder, scratch(folder));
        Begun begun = begin(admin);
        Map<Integer, Long> start = begun.point().offsets();
        Checkpoint earlier = Checkpoint.at(folder, config.pipeline().hadoop());
        LOG.info("{}", earlier.prepare(topics.changes(), start, new StreamOffsets(admin).begin(topics.changes())));
        phase = "starting Spark";
        SparkSession spark = started(starting);
        Mode mode = mode(where, spark, start.size());
        StreamingQuery query = new ChangeStreamQuery(
                        settings.brokers(),
                        topics.changes(),
                        mode,
                        checkpoint,
                        Duration.ofMillis(config.pipeline().checkpointIntervalMillis()))
                .start(spark, start, new ChangeWriter(topics.changes(), ExecutorWriters.of(settings, begun.term())));
        phase = mode == config.pipeline().mode() ? "running" : "running in micro-batches, as task slots are too few";
        running = true;
        LOG.info("Runs {} from {}", mode, start);
        long tried = System.nanoTime() + TRIAL.toNanos();
        LogWatch watch = new LogWatch(
                admin, settings.brokers(), topics.changes(), begun.point().log(), start.size(), writers::lastRead);
        try (TermWatch others = new TermWatch(settings, begun.term())) {
            while (!query.awaitTermination(WATCH_MILLIS)) {
                Optional<RuntimeException> failure = writers.failure();
                if (failure.isPresent()) {
                    throw failure.get();
                }
                watch.look().ifPresent(this::cutOff);
                others.look();
                if (tried != 0 && System.nanoTime() > tried) {
                    tried = 0;
                    earlier.works();
                }
            }
        }
    }

    /** The starting point, and the term in which rows are written. */
    private record Begun(StartingPoint point, WriterTerm term) {}

    /** Those that the change stream has, or will have. */
    private int partitions(Admin admin) {
        int actual = topics.partitions(admin);
        return actual == 0 ? config.log().partitions() : actual;
    }

    private FutureTask<SparkSession> startSpark(String where, URI folder, Path scratch) {
        FutureTask<SparkSession> starting = new FutureTask<>(() -> SparkSessions.start(SparkSessions.settings(
                where,
                Checkpoint.isLocal(folder),
                scratch,
                config.pipeline().hadoop(),
                MillracePlugin.class.getName())));
        Thread thread = new Thread(starting, "millrace-start-spark");
        thread.setDaemon(true);
        thread.start();
        return starting;
    }

    private static SparkSession started(FutureTask<SparkSession> starting) {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Spark does not start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Spark started", e);
        }
    }

    private Begun begin(Admin admin) {
        try (Warehouse warehouse = ExecutorWriters.openWarehouse(settings)) {
            topics.ensure(admin, config.log().partitions(), config.log().replicationFactor());
            warehouse.prepare();
            // Before anything is read: this pipeline must not skip what another one is still writing.
            WriterTerm term =
                    warehouse.takeOver(ManagementFactory.getRuntimeMXBean().getName());
            String topic = topics.changes();
            StreamOffsets offsets = new StreamOffsets(admin);
            Optional<String> known = warehouse.log(topic);
            Map<Integer, Progress> progress = warehouse.progress(topic);
            Map<Integer, Long> first = offsets.begin(topic);
            Map<Integer, Long> end = offsets.end(topic);
            StartingPoint.Log now = new StartingPoint.Log(
                    topic,
                    logId(admin),
                    first,
                    end,
                    LastRecords.loggedAt(settings.brokers(), topic, progress.values(), first, end));
            StartingPoint start = StartingPoint.of(now, known, progress);
            if (start.gap().isPresent()) {
                loadEverything(start.gap().get());
                Failpoint.LOG_LOST.reach();
            }
            if (!known.equals(Optional.of(start.log()))) {
                warehouse.beginLog(topic, start.log(), start.gap().orElse(""));
            } else if (start.gap().isPresent()) {
                warehouse.writeBy(term.of(start.log()));
                warehouse.record(skipTo(start.offsets(), progress), List.of());
            }
            return new Begun(start, term.of(start.log()));
        }
    }

    /** From here on records may have been skipped, which progress does not show. */
    private void cutOff(String gap) {
        try {
            loadEverything(gap);
        } catch (LogException e) {
            LOG.warn("Could not ask for loads, tries again: {}", e.getMessage());
            return;
        }
        throw new StartRefused("Changes were lost, for " + gap + ": reads again from what is recorded.");
    }

    /** First: if the next step fails, it is requested once more, which is harmless. */
    private void loadEverything(String gap) {
        LOG.warn("Changes were lost: {}. All tables are loaded again.", gap);
        try (Signals signals = Signals.open(settings.brokers(), topics)) {
            signals.changesLost("changes were lost, for " + gap);
        }
    }

    /** A loss is not requested again at the next start. */
    private static List<Progress> skipTo(Map<Integer, Long> start, Map<Integer, Progress> progress) {
        return progress.values().stream()
                .filter(at -> at.nextOffset() < start.getOrDefault(at.partition(), 0L))
                .map(at -> new Progress(
                        at.topic(),
                        at.partition(),
                        start.getOrDefault(at.partition(), 0L),
                        at.lsn(),
                        at.committedAtMicros(),
                        0))
                .toList();
    }

    private String logId(Admin admin) {
        return new StreamOffsets(admin)
                .id(topics.changes())
                .orElseThrow(() -> new LogException("Topic " + topics.changes() + " is gone.", null));
    }

    /** Next to the checkpoint, emptied at each start, so that a killed process leaves nothing behind. */
    private static Path scratch(URI checkpoint) throws IOException {
        if (!Checkpoint.isLocal(checkpoint)) {
            return Files.createTempDirectory("millrace-pipeline");
        }
        Path absolute = Path.of(checkpoint.getPath()).toAbsolutePath();
        Path scratch = absolute.resolveSibling(absolute.getFileName() + "-scratch");
        Checkpoint.at(scratch.toUri(), Map.of()).delete();
        return Files.createDirectories(scratch);
    }

    /** Real-time mode only where each partition gets a task slot: with fewer it stays silent. */
    private Mode mode(String where, SparkSession spark, int partitions) {
        if (config.pipeline().mode() != Mode.REALTIME) {
            return config.pipeline().mode();
        }
        int slots = TaskSlots.isInThisProcess(where)
                ? TaskSlots.of(where, Runtime.getRuntime().availableProcessors())
                : awaitSlots(spark, partitions);
        if (spark.sparkContext().isStopped()) {
            throw new StartRefused("Spark has ended the application before an executor could start: " + where
                    + " and its workers say why in their logs.");
        }
        if (slots >= partitions) {
            return Mode.REALTIME;
        }
        LOG.warn(
                "Runs in micro-batches: real-time mode needs a task slot for each of the {} partitions, and {} has {}."
                        + " To have it, {}.",
                partitions,
                where,
                slots,
                TaskSlots.advice(where, partitions));
        return Mode.MICROBATCH;
    }

    private int awaitSlots(SparkSession spark, int partitions) {
        try {
            return new ExecutorSlots(spark.sparkContext().getConf(), MillracePlugin.reports())
                    .await(
                            partitions,
                            slots -> phase = "waiting for executors: " + slots + " of " + partitions + " task slots");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while executors registered", e);
        }
    }
}
