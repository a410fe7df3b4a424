package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import io.millrace.kafka.resync.ResyncRequestConsumer;
import io.millrace.kafka.resync.Signals;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.KafkaBroker;
import io.millrace.testkit.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A broker that forgets committed offsets after a minute, which takes a little more than that. */
@EnabledIfSystemProperty(named = "millrace.proofs", matches = "true")
final class ExpiredOffsetsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void whatIsDoneStaysDone() throws Exception {
        try (TestServer<KafkaBroker> kafka = TestServer.start(
                "expired",
                folder -> new KafkaBroker(
                        Installation.current(),
                        folder,
                        LocalPorts.free(),
                        "",
                        List.of(),
                        Map.of("offsets.retention.minutes", "1", "offsets.retention.check.interval.ms", "1000")))) {
            Brokers brokers = Brokers.at(kafka.server().bootstrapServers());
            ChangeStreamTopics topics = new ChangeStreamTopics("expired");
            try (Admin admin = KafkaClients.admin(brokers)) {
                topics.ensure(admin, 1, 1);
                UnfinishedLoads loads = new UnfinishedLoads(admin, topics);
                try (Signals signals = Signals.open(brokers, topics);
                        ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics)) {
                    signals.resync(new TableId("public", "a"), "a test");
                    requestConsumer.done(requestConsumer.next(Duration.ofSeconds(10)));
                    assertThat(committed(admin, topics)).isTrue();
                    long deadline = System.nanoTime() + PATIENCE.toNanos();
                    while (committed(admin, topics)) {
                        assertThat(System.nanoTime()).isLessThan(deadline);
                        requestConsumer.next(Duration.ofSeconds(1));
                    }
                    assertThat(loads.done()).isEqualTo(loads.asked()).isEqualTo(1);
                }
                try (ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics)) {
                    assertThat(requestConsumer.next(Duration.ofSeconds(2))).isEmpty();
                }
            }
        }
    }

    private static boolean committed(Admin admin, ChangeStreamTopics topics) throws Exception {
        return !admin.listConsumerGroupOffsets(topics.signals())
                .partitionsToOffsetAndMetadata()
                .get()
                .isEmpty();
    }
}
