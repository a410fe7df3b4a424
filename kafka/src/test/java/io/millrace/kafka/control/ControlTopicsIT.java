package io.millrace.kafka.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StateTopic;
import io.millrace.kafka.control.ControlRequest.Kind;
import io.millrace.kafka.control.ControlRequest.Options;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.testkit.KafkaExtension;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The topics of control requests and of the controller's state. */
final class ControlTopicsIT {
    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Brokers brokers() {
        return Brokers.at(KAFKA.bootstrapServers());
    }

    private static ChangeStreamTopics topics(String source) {
        ChangeStreamTopics topics = new ChangeStreamTopics(source);
        try (Admin admin = KafkaClients.admin(brokers())) {
            topics.ensure(admin, 1, 1);
        }
        return topics;
    }

    @Test
    void theStateOfEachKeyIsWhatWasWrittenLast() throws Exception {
        ChangeStreamTopics topics = topics("remembered");
        try (StateTopic state = StateTopic.open(brokers(), topics, Clock.systemUTC())) {
            assertThat(state.read()).isEmpty();
            state.write("a", JSON.readTree("{\"n\":1}"));
            state.write("b", JSON.readTree("{\"text\":\"ä\"}"));
            state.write("a", JSON.readTree("{\"n\":2}"));
        }
        try (StateTopic next = StateTopic.open(brokers(), topics, Clock.systemUTC())) {
            assertThat(next.read().toString()).isEqualTo("{a={\"n\":2}, b={\"text\":\"ä\"}}");
        }
        try (Admin admin = KafkaClients.admin(brokers())) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.state());
            assertThat(admin.describeConfigs(List.of(resource))
                            .all()
                            .get()
                            .getOrDefault(resource, new org.apache.kafka.clients.admin.Config(List.of()))
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");
        }
    }

    @Test
    void stateOfAnotherVersionIsNotTakenForNone() throws Exception {
        ChangeStreamTopics topics = topics("later");
        append(topics.state(), "a", "{\"version\":7,\"state\":{}}");
        try (StateTopic state = StateTopic.open(brokers(), topics, Clock.systemUTC())) {
            assertThatThrownBy(state::read)
                    .isInstanceOf(LogException.class)
                    .hasMessageContaining("a value of a in version 7");
        }
    }

    @Test
    void requestsAreReceivedUntilTheyAreDoneAndWhatIsNoneWithTheReason() throws Exception {
        ChangeStreamTopics topics = topics("asked");
        ControlRequest pause = ControlRequest.of("1", Kind.PAUSE, List.of(), Options.NONE, "ann", Instant.EPOCH);
        ControlRequest verify =
                ControlRequest.of("2", Kind.VERIFY, List.of("t"), Options.ofVerify(10, 5), "bob", Instant.EPOCH);
        try (ControlRequests requests = ControlRequests.open(brokers(), topics, ConditionSignature.ofNobody())) {
            requests.send(pause);
            append(topics.control(), "x", "{\"version\":1,\"id\":\"x\",\"kind\":\"fly\"}");
            requests.send(verify);
        }
        try (ControlConsumer consumer = ControlConsumer.open(brokers(), topics)) {
            List<ControlConsumer.Received> all = receive(consumer, 3);
            assertThat(all).extracting(ControlConsumer.Received::id).containsExactly("1", "x", "2");
            assertThat(all.get(0).request()).contains(pause);
            assertThat(all.get(1).request()).isEmpty();
            assertThat(all.get(1).refusal()).contains("no kind of request fly");
            consumer.done(all.subList(0, 2));
        }
        try (ControlConsumer next = ControlConsumer.open(brokers(), topics)) {
            List<ControlConsumer.Received> left = receive(next, 1);
            assertThat(left.get(0).request()).contains(verify);
            next.done(left);
        }
        try (ControlConsumer last = ControlConsumer.open(brokers(), topics)) {
            assertThat(last.next(Duration.ofSeconds(1))).isEmpty();
        }
    }

    @Test
    void aRequestCannotBeSentBeforeTheTopicExists() {
        try (ControlRequests requests =
                ControlRequests.open(brokers(), new ChangeStreamTopics("nowhere"), ConditionSignature.ofNobody())) {
            assertThatThrownBy(() -> requests.send(
                            ControlRequest.of("1", Kind.RESUME, List.of(), Options.NONE, "ann", Instant.EPOCH)))
                    .isInstanceOf(LogException.class)
                    .hasMessageContaining("millrace.nowhere.control")
                    .hasMessageContaining("which the controller makes");
        }
    }

    private static List<ControlConsumer.Received> receive(ControlConsumer consumer, int number) {
        List<ControlConsumer.Received> all = new ArrayList<>();
        for (int poll = 0; poll < 20 && all.size() < number; poll++) {
            all.addAll(consumer.next(Duration.ofSeconds(1)));
        }
        assertThat(all).hasSize(number);
        return all;
    }

    private static void append(String topic, String key, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaClients.producerSettings(brokers()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic, 0, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
