package io.millrace.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PollingTest {
    private static final Schema KEY = SchemaBuilder.struct()
            .name("io.debezium.connector.common.ServerNameKey")
            .build();
    private static final SourceRecord HEARTBEAT = new SourceRecord(
            Map.of(), Map.of("lsn", 1_000_000L), "__debezium-heartbeat", 0, KEY, new Struct(KEY), null, null);

    private final Outbox outbox = new Outbox();
    private final Polling polling = new Polling(outbox, Map.of("server", "shop"), "changes", 0, null);
    private int asked;

    private List<SourceRecord> poll(SourceRecord... debezium) throws InterruptedException {
        return polling.poll(() -> {
            asked++;
            return List.of(debezium);
        });
    }

    @Test
    void blocksDoNotWaitForDebezium() throws Exception {
        poll();
        outbox.put(new Bundle(List.of(new Block(3, new byte[] {'M'})), new Commit(100, 1, 2)));
        long before = System.nanoTime();
        assertThat(poll()).singleElement().satisfies(record -> {
            assertThat(record.kafkaPartition()).isEqualTo(3);
            assertThat(record.sourceOffset().get("lsn")).isEqualTo(100L);
        });
        if (System.nanoTime() - before < 50_000_000) {
            assertThat(asked).isEqualTo(1);
        }
    }

    @Test
    void aHeartbeatHasTheOffsetOfWhatWasSentNotDebeziums() throws Exception {
        outbox.put(new Bundle(List.of(new Block(1, new byte[] {'M'})), new Commit(100, 1, 2)));

        List<SourceRecord> records = poll(HEARTBEAT);
        assertThat(records.stream().map(SourceRecord::kafkaPartition)).containsExactly(1, 0);
        assertThat(records.get(1).sourceOffset().get("lsn")).isEqualTo(100L);
        assertThat(records).allSatisfy(record -> assertThat(record.topic()).isEqualTo("changes"));
    }

    @Test
    void whatHasStoppedDebeziumComesUp() {
        assertThatThrownBy(() -> polling.poll(() -> {
                    throw new IllegalStateException("stopped");
                }))
                .hasMessage("stopped");
    }
}
