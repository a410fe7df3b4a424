package io.millrace.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class SparkSessionsTest {
    private static final String PLUGIN = "io.millrace.Plugin";

    private final SparkConf said = new SparkConf(false);

    @Test
    void whatWasSaidOnSubmissionComesFirst() {
        Map<String, String> chosen = Map.of(
                "spark.master", "spark://host:7077",
                "spark.app.name", "mine",
                "spark.ui.enabled", "true",
                "spark.eventLog.enabled", "true",
                "spark.local.dir", "/fast",
                "spark.sql.shuffle.partitions", "8",
                "spark.sql.streaming.minBatchesToRetain", "100",
                "spark.sql.streaming.checkpointFileManagerClass", "their.Manager",
                "spark.redaction.regex", "theirs",
                "spark.hadoop.fs.s3a.endpoint", "theirs");
        chosen.forEach(said::set);
        SparkConf conf = settings(Map.of("fs.s3a.endpoint", "ours"));
        chosen.forEach((name, value) -> assertThat(conf.get(name)).as(name).isEqualTo(value));
    }

    @Test
    void aClusterHasAPageAndHistoryAsItsOwnDefaultsSay() {
        said.set("spark.master", "yarn");
        SparkConf conf = settings(Map.of());
        for (String name :
                List.of("spark.ui.enabled", "spark.ui.retainedJobs", "spark.local.dir", "spark.driver.host")) {
            assertThat(conf.contains(name)).as(name).isFalse();
        }
    }

    @Test
    void executorsReportByThePluginBesideOthers() {
        said.set("spark.master", "spark://host:7077").set("spark.plugins", "other.Plugin");
        assertThat(settings(Map.of()).get("spark.plugins")).isEqualTo("other.Plugin," + PLUGIN);
        assertThat(settings(Map.of()).get("spark.plugins")).isEqualTo("other.Plugin," + PLUGIN);
    }

    @Test
    void inThisProcessItIsSmallAndNeedsNoPlugin() {
        SparkConf conf = settings(Map.of());
        assertThat(conf.get("spark.master")).isEqualTo("local[5]");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
        assertThat(conf.get("spark.driver.host")).isEqualTo("127.0.0.1");
        assertThat(conf.contains("spark.plugins")).isFalse();
    }

    @Test
    void noneIsOfSparksOwnTests() {
        assertThat(settings(Map.of()).getAll()).noneMatch(one -> one._1().startsWith("spark.test"));
    }

    private SparkConf settings(Map<String, String> hadoop) {
        return SparkSessions.settings(said, "local[5]", true, Path.of("/tmp/scratch"), hadoop, PLUGIN);
    }
}
