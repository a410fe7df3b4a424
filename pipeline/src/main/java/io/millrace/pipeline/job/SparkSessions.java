package io.millrace.pipeline.job;

import io.millrace.pipeline.checkpoint.DurableCheckpointFileManager;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Starts the Spark session. Everything here is a default: what {@code spark-submit}, {@code spark-defaults.conf} or a system property
 * {@code spark.…} says comes first.
 */
public final class SparkSessions {
    private static final String MASTER = "spark.master";
    private static final String PLUGINS = "spark.plugins";
    private static final String REDACTED =
            "(?i)secret|password|passphrase|token|url|access[.]?key|keystore|truststore|jaas";

    private SparkSessions() {}

    /** What the job is to run with. */
    public static SparkConf settings(
            String master, boolean checkpointIsLocal, Path scratch, Map<String, String> hadoop, String plugin) {
        return settings(new SparkConf(), master, checkpointIsLocal, scratch, hadoop, plugin);
    }

    /**
     * Completes what is set already.
     *
     * @param conf what was said on submission
     * @param master where that names none
     * @param checkpointIsLocal whether the checkpoint is in a local folder
     * @param scratch where Spark puts its temporary files, where it runs in this process
     * @param hadoop settings of Hadoop's file systems
     * @param plugin class of the plugin by which executors report, on a cluster
     */
    static SparkConf settings(
            SparkConf conf,
            String master,
            boolean checkpointIsLocal,
            Path scratch,
            Map<String, String> hadoop,
            String plugin) {
        conf.setIfMissing(MASTER, master);
        shared().forEach(conf::setIfMissing);
        hadoop.forEach((name, value) -> conf.setIfMissing("spark.hadoop." + name, value));
        if (TaskSlots.isInThisProcess(conf.get(MASTER))) {
            local(scratch).forEach(conf::setIfMissing);
        } else {
            // A standalone worker hands the cluster's secret to a driver by the environment alone, and a driver needs
            // it as a setting.
            if (conf.getBoolean("spark.authenticate", false)) {
                Optional.ofNullable(System.getenv("_SPARK_AUTH_SECRET"))
                        .ifPresent(secret -> conf.setIfMissing("spark.authenticate.secret", secret));
            }
            // A task runs as long as a batch, for minutes: losing executors in that time must not end the job.
            conf.setIfMissing("spark.task.maxFailures", "20");
            Set<String> plugins =
                    new LinkedHashSet<>(List.of(conf.get(PLUGINS, "").split(",", -1)));
            plugins.add(plugin);
            plugins.remove("");
            conf.set(PLUGINS, String.join(",", plugins));
        }
        if (checkpointIsLocal) {
            conf.setIfMissing(
                    "spark.sql.streaming.checkpointFileManagerClass", DurableCheckpointFileManager.class.getName());
        }
        return conf;
    }

    /** Starts it. */
    public static SparkSession start(SparkConf conf) {
        return SparkSession.builder().config(conf).getOrCreate();
    }

    private static Map<String, String> shared() {
        return Map.ofEntries(
                Map.entry("spark.app.name", "millrace-pipeline"),
                Map.entry("spark.ui.showConsoleProgress", "false"),
                Map.entry("spark.log.structuredLogging.enabled", "false"),
                Map.entry("spark.sql.session.timeZone", "UTC"),
                Map.entry("spark.sql.shuffle.partitions", "1"),
                // One batch after the other, for months: keep no history of them in memory.
                Map.entry("spark.sql.streaming.minBatchesToRetain", "4"),
                Map.entry("spark.sql.streaming.numRecentProgressUpdates", "2"),
                Map.entry("spark.cleaner.periodicGC.interval", "12h"),
                // Our writes are durable before they are acknowledged; checksums beside them add files and time.
                Map.entry("spark.sql.streaming.checkpoint.fileChecksum.enabled", "false"),
                // Consumers are polled for as long as a batch lasts; none must be closed as idle in between.
                Map.entry("spark.kafka.consumer.cache.timeout", "30m"),
                // Names of settings whose values are never written to a log: Spark's own, and those of Kafka's logins.
                Map.entry("spark.redaction.regex", REDACTED),
                Map.entry("spark.sql.redaction.options.regex", REDACTED));
    }

    /** Small, quiet and bound to this machine, without a page of its own: what runs in this process. */
    private static Map<String, String> local(Path scratch) {
        return Map.ofEntries(
                Map.entry("spark.ui.enabled", "false"),
                Map.entry("spark.ui.retainedJobs", "2"),
                Map.entry("spark.ui.retainedStages", "2"),
                Map.entry("spark.ui.retainedTasks", "10"),
                Map.entry("spark.sql.ui.retainedExecutions", "2"),
                Map.entry("spark.local.dir", scratch.toString()),
                Map.entry(
                        "spark.sql.warehouse.dir",
                        scratch.resolve("warehouse").toUri().toString()),
                Map.entry("spark.driver.host", "127.0.0.1"),
                Map.entry("spark.driver.bindAddress", "127.0.0.1"));
    }
}
