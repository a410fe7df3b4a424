package io.millrace.controller.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.state.ControllerState;
import io.millrace.controller.state.StateEntry;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.KafkaBroker;
import io.millrace.testkit.PartitionFiles;
import io.millrace.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangeStreamWatchIT {
    private static final ChangeStreamTopics TOPICS = new ChangeStreamTopics("watched");

    @TempDir
    private Path folder;

    private TestServer<KafkaBroker> kafka;
    private final List<String> losses = new ArrayList<>();
    private Map<Integer, Long> landed = Map.of();
    private Config config;

    @BeforeEach
    void start() throws Exception {
        kafka = TestServer.start("watched", data -> new KafkaBroker(Installation.current(), data, LocalPorts.free()));
        try (Admin admin = KafkaClients.admin(brokers())) {
            TOPICS.ensure(admin, 2, 1);
        }
        Path file = Files.writeString(
                folder.resolve("millrace.yaml"), """
                source: {url: 'postgresql://u@127.0.0.1:1/x', name: watched}
                log: {bootstrapServers: '%s', replicationFactor: 1}
                """.formatted(kafka.server().bootstrapServers()));
        config = ConfigReader.read(file, Map.of());
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void aLogThatWasCutOffIsNoticedAlsoWhenItHasGrownAgain() throws Exception {
        look();
        append(0, 10);
        append(1, 10);
        look();
        look();

        kafka.kill();
        kafka.startAgain();
        append(0, 3);
        look();
        assertThat(losses).as("a broker that died and lost nothing").isEmpty();

        kafka.kill();
        assertThat(cut(0, 2)).isEqualTo(2);
        kafka.startAgain();
        look();
        assertThat(losses)
                .containsExactly(
                        "topic millrace.watched.changes was cut off: partition 0 ends at offset 11 and had a record at 12");
        losses.clear();
        look();
        assertThat(losses).as("it is reported once").isEmpty();

        kafka.kill();
        assertThat(cut(1, 2)).isEqualTo(2);
        kafka.startAgain();
        append(0, 1);
        append(1, 5);
        look();
        assertThat(losses)
                .containsExactly(
                        "topic millrace.watched.changes was cut off: partition 1 has another record at offset 9 than before");
        losses.clear();

        // What has landed is the pipeline's to notice.
        landed = Map.of(0, 12L, 1, 13L);
        look();
        kafka.kill();
        assertThat(cut(1, 1)).isEqualTo(1);
        kafka.startAgain();
        append(1, 5);
        look();
        assertThat(losses).isEmpty();
    }

    private int cut(int partition, int batches) throws Exception {
        return PartitionFiles.cut(kafka.folder().resolve("logs"), TOPICS.changes(), partition, batches);
    }

    /** As after another start: by what the topic of the state says. */
    private void look() {
        try (Admin admin = KafkaClients.admin(brokers());
                ControllerState state = ControllerState.inKafka(config, Lease.ALWAYS)) {
            StateEntry seen = new StateEntry(state, StateEntry.CHANGE_STREAM);
            new ChangeStreamWatch(brokers(), TOPICS, seen, () -> Optional.of(landed)).look(admin, losses::add);
        }
    }

    /** Each record a batch, of a millisecond of its own. */
    private void append(int partition, int records) throws Exception {
        try (var producer = new KafkaProducer<>(
                KafkaClients.producerSettings(brokers()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(TOPICS.changes(), partition, null, new byte[] {1}))
                        .get();
                LockSupport.parkNanos(3_000_000);
            }
        }
    }

    private Brokers brokers() {
        return Brokers.at(kafka.server().bootstrapServers());
    }
}
