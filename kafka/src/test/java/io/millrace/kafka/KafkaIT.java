package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.doctor.Finding;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.kafka.resync.ResyncBacklog;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncRequestConsumer;
import io.millrace.kafka.resync.Signals;
import io.millrace.testkit.KafkaExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KafkaIT {
    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private Admin admin;
    private StreamOffsets offsets;

    @BeforeEach
    void connect() {
        admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()));
        offsets = new StreamOffsets(admin);
    }

    @AfterEach
    void disconnect() {
        admin.close();
    }

    @Test
    void topicsAreMadeOnceWithTheirSettings() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics("made");
        topics.ensure(admin, 3, 1);
        topics.ensure(admin, 3, 1);

        assertThat(offsets.end(topics.changes())).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L));
        assertThat(offsets.begin(topics.deadLetters())).isEqualTo(Map.of(0, 0L));
        assertThat(setting(topics.changes(), "message.timestamp.type")).isEqualTo("LogAppendTime");
        assertThat(setting(topics.changes(), "max.message.bytes")).isEqualTo("67108864");
        for (String kept : List.of(topics.deadLetters(), topics.signals())) {
            assertThat(setting(kept, "retention.ms")).isEqualTo("-1");
            assertThat(setting(kept, "retention.bytes")).isEqualTo("-1");
            assertThat(setting(kept, "cleanup.policy")).isEqualTo("delete");
        }
        assertThat(setting(topics.changes(), "unclean.leader.election.enable")).isEqualTo("false");
    }

    @Test
    void settingsOfATopicThatWasMadeByOthersAreCorrected() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics("fixed");
        admin.createTopics(List.of(new NewTopic(topics.changes(), 2, (short) 1)))
                .all()
                .get();
        topics.ensure(admin, 2, 1);
        assertThat(setting(topics.changes(), "message.timestamp.type")).isEqualTo("LogAppendTime");
    }

    @Test
    void theChangeStreamCanGetMorePartitions() {
        ChangeStreamTopics topics = new ChangeStreamTopics("other");
        assertThat(topics.partitions(admin)).isZero();
        topics.ensure(admin, 3, 1);
        assertThat(topics.ensure(admin, 5, 1)).as("made by a configuration").isEmpty();
        assertThat(topics.partitions(admin)).isEqualTo(3);
        topics.raise(admin, 5);
        assertThat(topics.partitions(admin)).isEqualTo(5);
        assertThatThrownBy(() -> topics.raise(admin, 4))
                .isInstanceOf(LogException.class)
                .hasMessageContaining("raise the partitions of topic millrace.other.changes to 4");
    }

    @Test
    void moreThanOnePartitionOfATopicWithOneOrderIsAnError() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics("ordered");
        admin.createTopics(List.of(new NewTopic(topics.control(), 2, (short) 1)))
                .all()
                .get();
        assertThatThrownBy(() -> topics.ensure(admin, 1, 1))
                .isInstanceOf(LogException.class)
                .hasMessageContaining("has 2 partitions, and its records have one order");
    }

    @Test
    void theDoctorWarnsOfWhatLosesRecordsWithoutATrace() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics("loses");
        admin.createTopics(List.of(new NewTopic(topics.changes(), 2, (short) 1)
                        .configs(Map.of("unclean.leader.election.enable", "true"))))
                .all()
                .get();
        LogDoctor doctor = new LogDoctor(Brokers.at(KAFKA.bootstrapServers()), "loses");
        assertThat(warnings(doctor)).containsExactly("kafka_replicas", "kafka_unclean");
        topics.ensure(admin, 2, 1);
        assertThat(warnings(doctor)).containsExactly("kafka_replicas");
    }

    private static List<String> warnings(LogDoctor doctor) {
        return doctor.examine(2, 1).stream()
                .filter(finding -> finding.level() == Finding.Level.WARNING)
                .map(Finding::check)
                .toList();
    }

    @Test
    void aTopicThatIsNotThereHasNoOffsets() {
        assertThat(offsets.end("nowhere")).isEmpty();
    }

    @Test
    void aDeadLetterIsLoggedOnceAcrossRestartsHoweverOftenItsRecordIsReplayed() {
        ChangeStreamTopics topics = new ChangeStreamTopics("letters");
        topics.ensure(admin, 2, 1);
        try (DeadLetterLog log = DeadLetterLog.open(Brokers.at(KAFKA.bootstrapServers()), topics, Map.of())) {
            log.append(deadLetters(topics, 0, 2_500));
        }
        // The process died before it recorded progress beyond 1,000, so that more than a stretch is unfinished.
        try (DeadLetterLog log = DeadLetterLog.open(Brokers.at(KAFKA.bootstrapServers()), topics, Map.of(0, 1_000L))) {
            log.append(deadLetters(topics, 1_000, 2_600));
        }
        try (DeadLetterLog log = DeadLetterLog.open(Brokers.at(KAFKA.bootstrapServers()), topics, Map.of(0, 2_600L))) {
            log.append(deadLetters(topics, 2_600, 2_601));
        }
        assertThat(offsets.end(topics.deadLetters())).isEqualTo(Map.of(0, 2_601L));
    }

    @Test
    void aLargeDeadLetterFits() {
        ChangeStreamTopics topics = new ChangeStreamTopics("large");
        topics.ensure(admin, 1, 1);
        DeadLetter deadLetter = new DeadLetter(
                new StreamPosition(topics.changes(), 0, 0, 0),
                ErrorCode.RECORD_TOO_LARGE,
                "large",
                Optional.empty(),
                Optional.empty(),
                null,
                new byte[8 * 1024 * 1024]);
        try (DeadLetterLog log = DeadLetterLog.open(Brokers.at(KAFKA.bootstrapServers()), topics, Map.of())) {
            log.append(List.of(deadLetter));
        }
        assertThat(offsets.end(topics.deadLetters())).isEqualTo(Map.of(0, 1L));
    }

    private static List<DeadLetter> deadLetters(ChangeStreamTopics topics, long from, long until) {
        return LongStream.range(from, until)
                .mapToObj(offset -> new DeadLetter(
                        new StreamPosition(topics.changes(), 0, offset, 0),
                        ErrorCode.NOT_JSON,
                        "no JSON",
                        Optional.empty(),
                        Optional.empty(),
                        null,
                        new byte[] {1}))
                .toList();
    }

    @Test
    void requestsThatAreNotDoneAreListed() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics("backlog");
        topics.ensure(admin, 1, 1);
        Brokers brokers = Brokers.at(KAFKA.bootstrapServers());
        List<TableId> tables = List.of(new TableId("public", "a"), new TableId("public", "b"));
        try (Signals signals = Signals.open(brokers, topics);
                ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics);
                ResyncBacklog backlog = ResyncBacklog.open(brokers, topics)) {
            assertThat(backlog.read()).isEmpty();
            signals.resync(tables, "a test");
            signals.resyncWhere(tables.get(0), "id = 1", ConditionSignature.of("a secret of this test"), "a test");
            assertThat(backlog.read())
                    .extracting(open -> open.offset() + " " + open.request().table() + " "
                            + open.request().condition())
                    .containsExactly("0 public.a ", "1 public.b ", "2 public.a id = 1");

            List<ResyncRequest> requests = requestConsumer.next(Duration.ofSeconds(10));
            requestConsumer.done(requests.subList(0, 1), "a note");
            assertThat(backlog.read())
                    .extracting(ResyncBacklog.OpenRequest::offset)
                    .containsExactly(1L, 2L);
            requestConsumer.done(requests);
            assertThat(backlog.read()).isEmpty();
        }
        try (ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics)) {
            assertThat(requestConsumer.metadata()).isEqualTo("a note");
        }
    }

    /** Brokers forget committed offsets of consumers that join no group, seven days after the last commit. */
    @Test
    void whatIsDoneStaysDoneWhenTheCommittedOffsetIsForgotten() throws Exception {
        ChangeStreamTopics topics = new ChangeStreamTopics("forgotten");
        topics.ensure(admin, 1, 1);
        Brokers brokers = Brokers.at(KAFKA.bootstrapServers());
        TopicPartition signalled = new TopicPartition(topics.signals(), 0);
        UnfinishedLoads loads = new UnfinishedLoads(admin, topics);
        try (Signals signals = Signals.open(brokers, topics);
                ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics);
                ResyncBacklog backlog = ResyncBacklog.open(brokers, topics)) {
            signals.resync(new TableId("public", "a"), "a test");
            signals.changesLost("a test");
            requestConsumer.done(requestConsumer.next(Duration.ofSeconds(10)));
            admin.deleteConsumerGroupOffsets(topics.signals(), Set.of(signalled))
                    .all()
                    .get();

            assertThat(loads.done()).isEqualTo(loads.asked()).isEqualTo(2);
            assertThat(backlog.read()).isEmpty();

            signals.resync(new TableId("public", "b"), "a test");
            assertThat(loads.done()).isEqualTo(2);
            assertThat(backlog.read())
                    .extracting(ResyncBacklog.OpenRequest::offset)
                    .containsExactly(2L);
        }
        try (ResyncRequestConsumer requestConsumer = ResyncRequestConsumer.open(brokers, topics)) {
            assertThat(requestConsumer.next(Duration.ofSeconds(10)))
                    .extracting(ResyncRequest::table)
                    .containsExactly(new TableId("public", "b"));
        }
    }

    private String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .getOrDefault(resource, new org.apache.kafka.clients.admin.Config(List.of()))
                .get(name)
                .value();
    }
}
