package io.millrace.pipeline.job;

import io.millrace.config.Config;
import io.millrace.core.event.StreamHeader;
import io.millrace.kafka.Brokers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The one query: the change stream, record by record, into a writer.
 *
 * @param brokers Kafka
 * @param topic the change stream
 * @param mode how Spark runs it
 * @param checkpoint URI of the checkpoint's folder
 * @param batch in real-time mode how long a batch lasts. Records flow while it lasts; its end costs a pause of some 100 ms,
 *     and a crash replays from its start, which progress makes cheap
 */
public record ChangeStreamQuery(
        Brokers brokers, String topic, Config.Pipeline.Mode mode, String checkpoint, Duration batch) {

    /** The record's headers that the writer reads, in the order of their columns. */
    static final List<String> HEADERS = List.of(StreamHeader.RELATION, StreamHeader.ORDINAL, StreamHeader.REPLAY);

    /** What the writer's rows hold, in this order: key, value, partition, offset, milliseconds since the epoch, headers. */
    private static final String[] COLUMNS = Stream.concat(
                    Stream.of("key", "value", "partition", "offset", "unix_millis(timestamp) AS logged_at"),
                    HEADERS.stream()
                            .map(name ->
                                    "get(filter(headers, h -> h.key = '" + name + "'), 0).value AS `" + name + "`"))
            .toArray(String[]::new);

    /** In micro-batch mode a batch is at most this large, so that a backlog lands bit by bit. */
    private static final int MAX_RECORDS_PER_MICRO_BATCH = 200_000;

    /** @param start the first offset to read, by partition, where the checkpoint is empty */
    public StreamingQuery start(SparkSession spark, Map<Integer, Long> start, ForeachWriter<Row> writer)
            throws TimeoutException {
        Dataset<Row> records = source(spark)
                .option("startingOffsets", StartingPoint.json(topic, start))
                .load()
                .selectExpr(COLUMNS);
        return records.writeStream()
                .queryName("changes")
                .outputMode("update")
                .option("checkpointLocation", checkpoint)
                .trigger(trigger())
                .foreach(writer)
                .start();
    }

    /** Address and login, in Spark's names. */
    private static Map<String, String> kafka(Brokers brokers) {
        Map<String, String> options = new HashMap<>();
        options.put("kafka.bootstrap.servers", brokers.servers());
        brokers.security().forEach((name, value) -> options.put("kafka." + name, value));
        return options;
    }

    private Trigger trigger() {
        return switch (mode) {
            case REALTIME -> Trigger.RealTime(batch.toMillis(), TimeUnit.MILLISECONDS);
            case MICROBATCH -> Trigger.ProcessingTime(0, TimeUnit.MILLISECONDS);
        };
    }

    private DataStreamReader source(SparkSession spark) {
        DataStreamReader source = spark.readStream()
                .format("kafka")
                .options(kafka(brokers))
                .option("subscribe", topic)
                // One prefix for all groups of Millrace, so that one rule of access covers them.
                .option("groupIdPrefix", topic)
                .option("failOnDataLoss", "true")
                .option("includeHeaders", "true")
                // A fetch is answered the moment that a record is there; without records it waits, which costs nothing.
                .option("kafka.fetch.min.bytes", "1")
                .option("kafka.receive.buffer.bytes", "-1")
                .option("kafka.fetch.max.wait.ms", "5000")
                .option("kafka.max.poll.records", "2000")
                .option("kafka.max.partition.fetch.bytes", Integer.toString(4 * 1024 * 1024))
                .option("kafka.fetch.max.bytes", Integer.toString(16 * 1024 * 1024))
                .option("kafka.reconnect.backoff.max.ms", "500")
                .option("kafka.metadata.max.age.ms", "300000")
                .option("kafka.enable.metrics.push", "false");
        return mode == Config.Pipeline.Mode.MICROBATCH
                ? source.option("maxOffsetsPerTrigger", MAX_RECORDS_PER_MICRO_BATCH)
                : source;
    }
}
