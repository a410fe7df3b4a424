package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.StreamPosition;
import io.millrace.testkit.KafkaExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StreamRecordsIT {
    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private final Brokers brokers = Brokers.at(KAFKA.bootstrapServers());

    @Test
    void aPartitionIsReadFromAnyOffsetToItsEnd() {
        ChangeStreamTopics topics = new ChangeStreamTopics("records");
        make(topics, 2);
        try (ReplayLog log = ReplayLog.open(brokers)) {
            List<ReplayLog.Sent> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sent.add(new ReplayLog.Sent(
                        topics.changes(),
                        1,
                        i == 0 ? null : new byte[] {(byte) i},
                        i == 1 ? null : ("v" + i).getBytes(UTF_8),
                        Map.of("millrace.ordinal", "7".getBytes(UTF_8), "other", new byte[0])));
            }
            assertThat(log.append(sent)).containsOnly(Optional.empty());
        }
        try (StreamRecords records = StreamRecords.open(brokers, topics.changes())) {
            assertThat(records.partitions()).containsExactly(0, 1);
            List<LogRecord> read = new ArrayList<>();
            assertThat(records.read(0, 0, read::add)).isTrue();
            assertThat(read).isEmpty();
            assertThat(records.read(1, 3, read::add)).isTrue();
            assertThat(read).extracting(record -> record.at().offset()).containsExactly(3L, 4L);
            assertThat(read.get(0).value()).isEqualTo("v3".getBytes(UTF_8));
            assertThat(read.get(0).headers()).containsOnlyKeys("millrace.ordinal");
            read.clear();
            assertThat(records.read(1, 0, record -> read.add(record) && read.size() < 2))
                    .isFalse();
            assertThat(read).hasSize(2);
            assertThat(read.get(0).key()).isNull();
            assertThat(read.get(1).value()).isNull();
            assertThat(records.read(1, 99, read::add)).isTrue();
            assertThat(read).hasSize(2);
        }
    }

    @Test
    void changesOfABlockAreLoggedOnceEachAcrossARestart() {
        ChangeStreamTopics topics = new ChangeStreamTopics("block_letters");
        make(topics, 1);
        try (DeadLetterLog log = DeadLetterLog.open(brokers, topics, Map.of())) {
            log.append(List.of(deadLetter(topics, 0), deadLetter(topics, 2)));
        }
        try (DeadLetterLog log = DeadLetterLog.open(brokers, topics, Map.of(0, 5L))) {
            log.append(List.of(deadLetter(topics, 0), deadLetter(topics, 1), deadLetter(topics, 2)));
        }
        List<String> keys = new ArrayList<>();
        try (StreamRecords records = StreamRecords.open(brokers, topics.deadLetters())) {
            records.read(
                    0, 0, record -> keys.add(new String(record.key() == null ? new byte[0] : record.key(), UTF_8)));
        }
        String name = topics.changes() + "/0/5";
        assertThat(keys).containsExactly(name, name + ".2", name + ".1");
    }

    private void make(ChangeStreamTopics topics, int partitions) {
        try (Admin admin = KafkaClients.admin(brokers)) {
            topics.ensure(admin, partitions, 1);
        }
    }

    private static DeadLetter deadLetter(ChangeStreamTopics topics, int index) {
        return new DeadLetter(
                new StreamPosition(topics.changes(), 0, 5, 3, index),
                ErrorCode.ROW_REJECTED,
                "because",
                Optional.empty(),
                Optional.empty(),
                null,
                new byte[] {1});
    }
}
