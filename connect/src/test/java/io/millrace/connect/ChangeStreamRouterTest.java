package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeStreamRouterTest {
    private static final Schema KEY = SchemaBuilder.struct()
            .name("shop.public.orders.Key")
            .field("id", Schema.INT64_SCHEMA)
            .build();
    private static final Schema MESSAGE_KEY = SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.MessageKey")
            .field("prefix", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private final ChangeStreamRouter router = router(4);

    private static ChangeStreamRouter router(int partitions) {
        ChangeStreamRouter router = new ChangeStreamRouter();
        router.configure(Map.of("topic", "millrace.shop.changes", "partitions", Integer.toString(partitions)));
        return router;
    }

    private static SourceRecord record(String topic, @Nullable Schema keySchema, @Nullable Object key) {
        return new SourceRecord(Map.of(), Map.of(), topic, keySchema, key, Schema.STRING_SCHEMA, "value");
    }

    private static SourceRecord order(long id) {
        return record("shop.public.orders", KEY, new Struct(KEY).put("id", id));
    }

    @Test
    void keepsKeyAndValueAndChangesTheTopic() {
        SourceRecord before = order(7);

        SourceRecord after = router.apply(before);

        assertThat(after.topic()).isEqualTo("millrace.shop.changes");
        assertThat(after.key()).isSameAs(before.key());
        assertThat(after.keySchema()).isSameAs(before.keySchema());
        assertThat(after.value()).isSameAs(before.value());
        assertThat(after.sourceOffset()).isSameAs(before.sourceOffset());
    }

    @Test
    void theSameKeyGoesToTheSamePartitionAndKeysSpreadOverAll() {
        Set<Integer> partitions = new HashSet<>();
        for (long id = 0; id < 100; id++) {
            Integer partition = router.apply(order(id)).kafkaPartition();
            assertThat(router(4).apply(order(id)).kafkaPartition()).isEqualTo(partition);
            partitions.add(partition);
        }
        assertThat(partitions).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void aTableWithoutKeyHasOnePartitionOfItsOwn() {
        Integer partition =
                router.apply(record("shop.public.keyless", null, null)).kafkaPartition();

        assertThat(partition).isBetween(0, 3);
        assertThat(router.apply(record("shop.public.keyless", null, null)).kafkaPartition())
                .isEqualTo(partition);
    }

    @Test
    void whatBelongsToNoTableGoesToPartitionZero() {
        Struct key = new Struct(MESSAGE_KEY).put("prefix", "millrace.fence");

        assertThat(router.apply(record("shop.message", MESSAGE_KEY, key)).kafkaPartition())
                .isZero();
    }

    @Test
    void refusesToRunWithoutItsSettings() {
        ChangeStreamRouter unset = new ChangeStreamRouter();

        assertThatThrownBy(() -> unset.configure(Map.of("topic", "t"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> unset.configure(Map.of("topic", "t", "partitions", "0")))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(Transformation.class)).hasAtLeastOneElementOfType(ChangeStreamRouter.class);
    }
}
