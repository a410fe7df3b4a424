package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.local.BrokerLogin;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The columns that the shared stack protects, and what can be seen of them afterwards. */
final class Guarded {
    static final String HASH_KEY = "a-hash-key-of-tests-4711";

    /** What stands under {@code source} in the stack's configuration: a schema for the tests alone. */
    static final String SETTINGS = "\n  hashKey: " + HASH_KEY
            + "\n  columns: {'guarded.*.h_*': hash, 'guarded.*.m_*': mask, 'guarded.*.d_*': drop}";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI kafka;
    private final Http warehouse;

    Guarded(SharedStack stack) throws IOException, InterruptedException {
        this.kafka = stack.millrace().url("kafka");
        this.warehouse = stack.warehouse();
    }

    static String hash(String text) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HASH_KEY.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    /** Where one of some texts stands in any record of any topic, be it in key, value or headers. */
    List<String> inTheLog(List<String> clear) {
        var found = new ArrayList<String>();
        var settings = new Properties();
        settings.putAll(BrokerLogin.clientSettings(kafka));
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the log could not be read within " + LIMIT);
                }
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    for (var text : clear) {
                        if (holds(record, text)) {
                            found.add(text + " in " + record.topic() + " at " + record.offset());
                        }
                    }
                }
            }
        }
        return found;
    }

    private static boolean holds(ConsumerRecord<byte[], byte[]> record, String text) {
        if (holds(record.key(), text) || holds(record.value(), text)) {
            return true;
        }
        for (Header header : record.headers()) {
            if (holds(header.value(), text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(byte @Nullable [] bytes, String text) {
        return bytes != null && new String(bytes, ISO_8859_1).contains(text);
    }

    /** Where one of some texts stands in a table of the warehouse. */
    List<String> inTheWarehouse(List<String> clear) throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        var tables = warehouse.query("SELECT concat('`', database, '`.`', name, '`') FROM system.tables"
                + " WHERE database LIKE 'app_guarded%' OR database = 'millrace'");
        for (var table : tables) {
            var rows = warehouse
                    .send("POST", "/", "SELECT * FROM " + table + " FORMAT JSONEachRow")
                    .body();
            var shape =
                    warehouse.send("POST", "/", "SHOW CREATE TABLE " + table).body();
            for (var text : clear) {
                if (rows.contains(text) || shape.contains(text)) {
                    found.add(text + " in " + table);
                }
            }
        }
        return found;
    }
}
