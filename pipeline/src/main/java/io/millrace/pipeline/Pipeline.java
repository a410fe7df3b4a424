package io.millrace.pipeline;

import io.millrace.config.Config;
import io.millrace.config.Config.Pipeline.Mode;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import io.millrace.pipeline.checkpoint.Checkpoint;
import io.millrace.pipeline.health.Readiness;
import io.millrace.pipeline.job.ChangeStreamQuery;
import io.millrace.pipeline.job.ChangeWriter;
import io.millrace.pipeline.job.ExecutorWriters;
import io.millrace.pipeline.job.SparkSessions;
import io.millrace.pipeline.job.StartRefused;
import io.millrace.pipeline.job.StartingPoint;
import io.millrace.pipeline.job.TaskSlots;
import io.millrace.pipeline.job.WriterSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets the stream going, in the one order that works: topics, warehouse, starting point, Spark. */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** How long a batch of real-time mode lasts: its end stalls the stream for a moment, which is to stay out of the p99. */
    private static final Duration BATCH = Duration.ofMinutes(10);

    private static final String RUNNING = "running";
    /** How soon it shows that the writer gave up, in milliseconds. */
    private static final long WATCH_MILLIS = 500;

    private final Config config;
    private final WriterSettings settings;
    private final ChangeStreamTopics topics;
    private final String master;
    private final String checkpoint;
    private volatile String phase = "starting";

    /** @throws StartRefused where the configuration lacks something or cannot work */
    Pipeline(Config config) {
        this.config = config;
        this.settings = WriterSettings.of(config);
        this.topics = new ChangeStreamTopics(settings.source());
        this.master = config.pipeline().master().orElse("local[" + (config.log().partitions() + 1) + "]");
        this.checkpoint = config.pipeline()
                .checkpoint()
                .orElseThrow(() -> new StartRefused("pipeline.checkpoint is missing in the configuration."));
    }

    Readiness readiness() {
        Optional<RuntimeException> failure = ExecutorWriters.state().failure();
        if (failure.isPresent()) {
            return new Readiness(false, "stopped: " + failure.get().getMessage());
        }
        Optional<String> trouble = ExecutorWriters.state().trouble();
        if (trouble.isPresent()) {
            return new Readiness(false, trouble.get());
        }
        if (phase.equals(RUNNING) && master.startsWith("local") && !ExecutorWriters.isOpen()) {
            return new Readiness(false, "waiting for the first task");
        }
        return new Readiness(phase.equals(RUNNING), phase);
    }

    /**
     * Runs until something ends it.
     *
     * @throws StreamingQueryException why the stream ended
     * @throws RuntimeException why the writer ended
     */
    void run() throws IOException, TimeoutException, StreamingQueryException {
        phase = "looking at the log and the warehouse";
        Map<Integer, Long> start = startingPoint();
        Optional<Path> folder = localFolder(checkpoint);
        if (folder.isPresent()) {
            LOG.info("{}", Checkpoint.prepare(folder.get(), topics.changes(), start));
        }
        phase = "starting Spark";
        Path scratch = scratch(folder);
        SparkSession spark = SparkSessions.start(master, folder.isPresent(), scratch);
        if (config.pipeline().mode() == Mode.REALTIME) {
            TaskSlots.check(master, start.size(), Runtime.getRuntime().availableProcessors(), slots(spark));
        }
        StreamingQuery query = new ChangeStreamQuery(
                        settings.bootstrapServers(),
                        topics.changes(),
                        config.pipeline().mode(),
                        checkpoint,
                        BATCH)
                .start(spark, start, new ChangeWriter(topics.changes(), ExecutorWriters.of(settings)));
        phase = RUNNING;
        LOG.info("Runs {} from {}", config.pipeline().mode(), start);
        while (!query.awaitTermination(WATCH_MILLIS)) {
            Optional<RuntimeException> failure = ExecutorWriters.state().failure();
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }

    private Map<Integer, Long> startingPoint() {
        try (Admin admin = KafkaClients.admin(settings.bootstrapServers());
                Warehouse warehouse = ExecutorWriters.openWarehouse(settings)) {
            topics.ensure(admin, config.log().partitions(), config.log().replicationFactor());
            warehouse.prepare();
            Map<Integer, Progress> progress = warehouse.progress(topics.changes());
            StreamOffsets offsets = new StreamOffsets(admin);
            return StartingPoint.of(
                    topics.changes(), progress, offsets.begin(topics.changes()), offsets.end(topics.changes()));
        }
    }

    /** Beside the checkpoint, emptied at each start: a killed process leaves nothing that nobody clears. */
    private static Path scratch(Optional<Path> checkpoint) throws IOException {
        if (checkpoint.isEmpty()) {
            return Files.createTempDirectory("millrace-pipeline");
        }
        Path absolute = checkpoint.get().toAbsolutePath();
        Path scratch = absolute.resolveSibling(absolute.getFileName() + "-scratch");
        Checkpoint.deleteTree(scratch);
        return Files.createDirectories(scratch);
    }

    private static int slots(SparkSession spark) {
        return spark.sparkContext().defaultParallelism();
    }

    /** Empty where the checkpoint is on another file system, which Spark then manages by itself. */
    private static Optional<Path> localFolder(String uri) {
        URI parsed = URI.create(uri);
        if (parsed.getScheme() == null) {
            return Optional.of(Path.of(uri));
        }
        return parsed.getScheme().equals("file") ? Optional.of(Path.of(parsed.getPath())) : Optional.empty();
    }
}
