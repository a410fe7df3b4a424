package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ResyncPositionTest {
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
            .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    private static final Schema NOTIFICATION = SchemaBuilder.struct()
            .name("io.debezium.connector.common.Notification")
            .field("type", Schema.STRING_SCHEMA)
            .build();

    private final ResyncPosition position = new ResyncPosition();

    ResyncPositionTest() {
        position.configure(Map.of("lsn", "4711"));
    }

    private static SourceRecord record(Schema schema, Struct value) {
        return new SourceRecord(Map.of(), Map.of(), "t", schema, value);
    }

    @Test
    void rowsStandWhereTheWatermarkIs() {
        Struct source = new Struct(SOURCE)
                .put("snapshot", "first")
                .put("sequence", "[null,\"9\"]")
                .put("lsn", 9L);

        position.apply(
                record(ENVELOPE, new Struct(ENVELOPE).put("source", source).put("op", "r")));

        assertThat(source.get("snapshot")).isEqualTo("incremental");
        assertThat(source.get("sequence")).isEqualTo("[\"4711\",\"4711\"]");
        assertThat(source.get("lsn")).isEqualTo(4711L);
    }

    @Test
    void ofTheNotificationsOnlyTheLastPasses() {
        assertThat(position.apply(record(NOTIFICATION, new Struct(NOTIFICATION).put("type", "STARTED"))))
                .isNull();
        assertThat(position.apply(record(NOTIFICATION, new Struct(NOTIFICATION).put("type", "COMPLETED"))))
                .isNotNull();
    }
}
