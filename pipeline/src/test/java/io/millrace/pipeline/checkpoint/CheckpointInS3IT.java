package io.millrace.pipeline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import io.millrace.pipeline.job.SparkSessions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint in a server that speaks S3, by the same code that looks at one on disk. */
final class CheckpointInS3IT {
    private static final String TOPIC = "millrace.shop.changes";
    private static final LocalS3 S3 =
            LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();

    @TempDir
    private static Path scratch;

    @BeforeAll
    static void makeBucket() throws Exception {
        S3.start();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + S3.getPort() + "/bucket"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        S3.shutdown();
    }

    @Test
    void itIsKeptRepairedAndSetAsideAsOnDisk() throws Exception {
        URI folder = URI.create("s3a://bucket/kept");
        Map<Integer, Long> start = Map.of(0, 10L);
        assertThat(Checkpoint.at(folder, settings()).prepare(TOPIC, start, Map.of()))
                .startsWith("no checkpoint");
        write(folder + "/metadata", "{\"id\":\"b9c4\"}");
        write(folder + "/offsets/0", "v1\n{}\n{\"" + TOPIC + "\":{\"0\":9}}");
        write(folder + "/commits/0", "v1\n{}");
        write(folder + "/offsets/1", "v1\n{\"batchW");

        Checkpoint checkpoint = Checkpoint.at(folder, settings());
        assertThat(checkpoint.prepare(TOPIC, start, Map.of()))
                .startsWith("checkpoint kept (removed what a crash left: 1");
        checkpoint.works();
        assertThat(checkpoint.prepare(TOPIC, start, Map.of())).isEqualTo("checkpoint kept");
        assertThat(checkpoint.prepare(TOPIC, start, Map.of())).contains("did not last");
        assertThat(checkpoint.prepare(TOPIC, start, Map.of())).startsWith("no checkpoint");
    }

    @Test
    void sparkWritesItAndGoesOnFromIt() throws Exception {
        URI folder = URI.create("s3a://bucket/query");
        SparkSession spark = SparkSessions.start(SparkSessions.settings("local[2]", false, scratch, settings(), ""));
        try {
            UUID first = run(spark, folder, 2);
            UUID second = run(spark, folder, 4);
            assertThat(second).isEqualTo(first);
        } finally {
            spark.stop();
        }
    }

    /** Until it has finished so many batches, those of earlier runs included; returns the query's identity. */
    private static UUID run(SparkSession spark, URI folder, long batches) throws Exception {
        StreamingQuery query = spark.readStream()
                .format("rate")
                .load()
                .writeStream()
                .format("noop")
                .option("checkpointLocation", folder.toString())
                .trigger(Trigger.ProcessingTime(100))
                .start();
        try {
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (query.lastProgress() == null || query.lastProgress().batchId() < batches) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                assertThat(query.awaitTermination(50)).isFalse();
            }
            return query.id();
        } finally {
            query.stop();
        }
    }

    private static void write(String file, String text) throws Exception {
        Configuration hadoop = new Configuration();
        settings().forEach(hadoop::set);
        try (FSDataOutputStream out =
                FileSystem.get(URI.create(file), hadoop).create(new org.apache.hadoop.fs.Path(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, String> settings() {
        return Map.of(
                "fs.s3a.endpoint", "http://127.0.0.1:" + S3.getPort(),
                "fs.s3a.endpoint.region", "us-east-1",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.connection.ssl.enabled", "false",
                "fs.s3a.access.key", "any",
                "fs.s3a.secret.key", "any");
    }
}
