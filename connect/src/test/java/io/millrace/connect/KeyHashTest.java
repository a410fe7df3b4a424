package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    private static final Schema NARROW =
            SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    private static final Schema RENAMED = SchemaBuilder.struct()
            .name("another")
            .version(2)
            .field("number", Schema.INT32_SCHEMA)
            .build();

    /** Other numbers here would send the rows of a running source to other partitions. */
    @Test
    void isTheSameForever() {
        assertThat(KeyHash.of("shop.public.orders", new Struct(NARROW).put("id", 1)))
                .isEqualTo(1265557748);
        assertThat(KeyHash.of("shop.public.orders", null)).isEqualTo(1322118440);
    }

    @Test
    void doesNotDependOnTheSchemasNamesAndVersion() {
        assertThat(KeyHash.of("t", new Struct(NARROW).put("id", 5)))
                .isEqualTo(KeyHash.of("t", new Struct(RENAMED).put("number", 5)));
    }

    @Test
    void differsByTableAndByKey() {
        Struct key = new Struct(NARROW).put("id", 5);

        assertThat(KeyHash.of("t", key)).isNotEqualTo(KeyHash.of("u", key));
        assertThat(KeyHash.of("t", key)).isNotEqualTo(KeyHash.of("t", new Struct(NARROW).put("id", 6)));
    }

    @Test
    void bytesAndListsHashByContent() {
        assertThat(KeyHash.of("t", new byte[] {1, 2})).isEqualTo(KeyHash.of("t", new byte[] {1, 2}));
        assertThat(KeyHash.of("t", ByteBuffer.wrap(new byte[] {1, 2})))
                .isEqualTo(KeyHash.of("t", ByteBuffer.wrap(new byte[] {1, 2})));
        assertThat(KeyHash.of("t", List.of(1, 2))).isNotEqualTo(KeyHash.of("t", List.of(2, 1)));
    }
}
