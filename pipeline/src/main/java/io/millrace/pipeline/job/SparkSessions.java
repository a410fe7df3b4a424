package io.millrace.pipeline.job;

import io.millrace.pipeline.checkpoint.DurableCheckpointFileManager;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Makes the Spark session: small, quiet, fast to start, bound to this machine where it is local. */
public final class SparkSessions {
    private static final String REDACTED =
            "(?i)secret|password|passphrase|token|url|access[.]?key|keystore|truststore|jaas";

    private SparkSessions() {}

    /**
     * @param master Spark's master
     * @param checkpointIsLocal whether the checkpoint is in a local folder
     * @param scratch where Spark puts its temporary files
     * @param hadoop settings of Hadoop's file systems
     */
    public static SparkSession start(
            String master, boolean checkpointIsLocal, Path scratch, Map<String, String> hadoop) {
        SparkConf conf = settings(master, checkpointIsLocal, scratch);
        hadoop.forEach((name, value) -> conf.set("spark.hadoop." + name, value));
        return SparkSession.builder().config(conf).getOrCreate();
    }

    private static SparkConf settings(String master, boolean checkpointIsLocal, Path scratch) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("millrace-pipeline")
                .set("spark.ui.enabled", "false")
                .set("spark.ui.showConsoleProgress", "false")
                .set("spark.log.structuredLogging.enabled", "false")
                .set("spark.local.dir", scratch.toString())
                .set(
                        "spark.sql.warehouse.dir",
                        scratch.resolve("warehouse").toUri().toString())
                .set("spark.sql.session.timeZone", "UTC")
                .set("spark.sql.shuffle.partitions", "1")
                // Nothing is sorted, joined or cached, so Spark's own memory stays empty: it need not claim 300 MB.
                .set("spark.testing.reservedMemory", Long.toString(64L * 1024 * 1024))
                // One batch after the other, for months: keep no history of them in memory.
                .set("spark.sql.streaming.minBatchesToRetain", "4")
                .set("spark.sql.streaming.numRecentProgressUpdates", "2")
                .set("spark.ui.retainedJobs", "2")
                .set("spark.ui.retainedStages", "2")
                .set("spark.ui.retainedTasks", "10")
                .set("spark.sql.ui.retainedExecutions", "2")
                .set("spark.cleaner.periodicGC.interval", "12h")
                // Our writes are durable before they are acknowledged; checksums beside them add files and time.
                .set("spark.sql.streaming.checkpoint.fileChecksum.enabled", "false")
                // Consumers are polled for as long as a batch lasts; none must be closed as idle in between.
                .set("spark.kafka.consumer.cache.timeout", "30m")
                // Names of settings whose values are never written to a log: Spark's own, and those of Kafka's logins.
                .set("spark.redaction.regex", REDACTED)
                .set("spark.sql.redaction.options.regex", REDACTED);
        if (master.startsWith("local")) {
            conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1");
        }
        if (checkpointIsLocal) {
            conf.set("spark.sql.streaming.checkpointFileManagerClass", DurableCheckpointFileManager.class.getName());
        }
        return conf;
    }
}
