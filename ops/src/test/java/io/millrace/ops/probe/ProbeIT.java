package io.millrace.ops.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.connect.ConnectClient;
import io.millrace.core.duty.Duties;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.postgres.PostgresUrl;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The probe against a real source, log and warehouse. */
class ProbeIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @Test
    void whatTheSystemsSayIsRecorded() {
        ChangeStreamTopics topics = new ChangeStreamTopics("probe_it");
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
                Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()));
                Probe probe = new Probe(
                                client,
                                "probe_it",
                                new Duties(Clock.systemUTC(), (name, cause) -> {}),
                                Clock.systemUTC())
                        .capture(
                                PostgresUrl.parse(POSTGRES.url()),
                                "probe_it",
                                "probe_it",
                                new ConnectClient(NOBODY, Duration.ZERO),
                                "millrace-probe_it")
                        .kafka(Brokers.at(KAFKA.bootstrapServers()), topics.changes())) {
            probe.start();
            awaitLatest(client, "postgres", "degraded: replication slot probe_it does not exist yet");
            awaitLatest(client, "kafka", "degraded: topic millrace.probe_it.changes does not exist yet");
            awaitLatest(client, "connect", "down: Kafka Connect at http://127.0.0.1:1 does not answer; is it running?");

            assertThat(probe.probeState().slot())
                    .isNotNull()
                    .satisfies(slot -> assertThat(slot.sample()).isNull());
            assertThat(probe.probeState().services().get(ServiceName.CONNECT))
                    .isNotNull()
                    .satisfies(connect -> assertThat(connect.state()).isEqualTo(ServiceSample.State.DOWN));

            topics.ensure(admin, 2, 1);
            POSTGRES.execute(
                    "CREATE TABLE beans (id int PRIMARY KEY)",
                    "INSERT INTO beans SELECT generate_series(1, 5)",
                    "CREATE PUBLICATION probe_it FOR TABLE beans",
                    "SELECT pg_create_logical_replication_slot('probe_it', 'pgoutput')");
            awaitLatest(client, "postgres", "up: ");
            awaitLatest(client, "kafka", "up: ");
            awaitRow(
                    client,
                    "SELECT toString(max(rows)) AS answer FROM millrace.source_samples WHERE source_table = 'public.beans' AND exact",
                    "5");
            awaitRow(
                    client,
                    "SELECT concat(toString(count(DISTINCT partition)), ' ', toString(max(end_offset))) AS answer"
                            + " FROM millrace.log_samples WHERE topic = 'millrace.probe_it.changes'",
                    "2 0");
            awaitRow(
                    client,
                    "SELECT concat(any(wal_status), if(min(retained_bytes) >= 0, ' kept', '')) AS answer"
                            + " FROM millrace.slot_samples WHERE slot = 'probe_it'",
                    "reserved kept");

            assertThat(probe.probeState().slot())
                    .isNotNull()
                    .satisfies(slot -> assertThat(slot.sample()).isNotNull());

            POSTGRES.execute("INSERT INTO beans VALUES (6)");
            awaitRow(
                    client,
                    "SELECT toString(max(rows)) AS answer FROM millrace.source_samples WHERE source_table = 'public.beans'",
                    "6");
        }
    }

    private static void awaitLatest(ClickHouseClient client, String service, String expected) {
        awaitRow(
                client,
                "SELECT concat(argMax(state, at), ': ', argMax(detail, at)) AS answer"
                        + " FROM millrace.service_samples WHERE service = '" + service + "'",
                expected);
    }

    private static void awaitRow(ClickHouseClient client, String sql, String expected) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(client.query(sql).stream()
                                .map(row -> row.text("answer"))
                                .toList())
                        .isEqualTo(List.of(expected)));
    }
}
