package io.millrace.cli.doctor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.core.doctor.Finding;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DoctorIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @TempDir
    private Path folder = Path.of("");

    private Config config(String servers, String clickhouse, int replication) throws IOException {
        Path file = folder.resolve("millrace.yaml");
        Files.writeString(file, """
                source:
                  url: %s
                log:
                  bootstrapServers: %s
                  replicationFactor: %d
                capture:
                  connectUrl: %s
                warehouse:
                  url: %s
                """.formatted(POSTGRES.url(), servers, replication, CONNECT.url(), clickhouse));
        return ConfigReader.read(file, Map.of());
    }

    @Test
    void aWholeSetOfHealthySystemsHasNothingThatBlocks() throws Exception {
        var findings = new Doctor(config(KAFKA.bootstrapServers(), CLICKHOUSE.url(), 1)).examine();

        assertThat(findings.keySet()).containsExactly("source", "log", "capture", "warehouse");
        assertThat(findings.values().stream().flatMap(List::stream).filter(Finding::blocks))
                .isEmpty();
        assertThat(requireNonNull(findings.get("log")).stream().map(Finding::check))
                .containsExactly("kafka", "topic", "topic", "kafka_replicas");
        assertThat(requireNonNull(findings.get("capture")).stream().map(Finding::check))
                .containsExactly(
                        "connect",
                        "connect_plugins",
                        "connect_plugins",
                        "connect_overrides",
                        "connect_secrets",
                        "connect_flush");
        assertThat(requireNonNull(findings.get("capture")))
                .filteredOn(finding -> finding.check().equals("connect_flush"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fix()).containsExactly("offset.flush.interval.ms=1000"));
    }

    @Test
    void whatDoesNotAnswerIsNamedWithItsSetting() throws Exception {
        var findings = new Doctor(config("127.0.0.1:1", "http://u:secret@127.0.0.1:1", 1)).examine();

        assertThat(findings.get("log"))
                .singleElement()
                .matches(Finding::blocks)
                .satisfies(finding -> assertThat(finding.text()).contains("log.bootstrapServers"));
        assertThat(findings.get("warehouse"))
                .singleElement()
                .matches(Finding::blocks)
                .satisfies(finding ->
                        assertThat(finding.text()).contains("warehouse.url").doesNotContain("secret"));
    }

    @Test
    void moreReplicasThanBrokersBlock() throws Exception {
        assertThat(new Doctor(config(KAFKA.bootstrapServers(), CLICKHOUSE.url(), 3))
                        .examine()
                        .get("log"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fix()).containsExactly("log.replicationFactor: 1"));
    }

    @Test
    void aReplicaThatFollowsNobodyIsNamed() throws Exception {
        Path file = folder.resolve("millrace.yaml");
        Files.writeString(file, "source: {url: '%1$s'}\nverify: {replica: '%1$s'}\n".formatted(POSTGRES.url()));

        var findings = new Doctor(ConfigReader.read(file, Map.of())).examine();

        assertThat(requireNonNull(findings.get("source")))
                .filteredOn(finding -> finding.check().equals("replica"))
                .singleElement()
                .matches(finding -> !finding.blocks())
                .satisfies(finding ->
                        assertThat(finding.text()).contains("is no standby").contains("verify.replica"));
    }
}
