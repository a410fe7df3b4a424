package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourceEra;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class EraPositionTest {
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
            .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    private static final Schema HEARTBEAT =
            SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA).build();

    private final EraPosition position = new EraPosition();

    EraPositionTest() {
        position.configure(Map.of("era", "3"));
    }

    private Struct moved(String op, String sequence) {
        Struct source =
                new Struct(SOURCE).put("sequence", sequence).put("txId", 17L).put("lsn", 2000L);
        position.apply(new SourceRecord(
                Map.of(),
                Map.of(),
                "t",
                ENVELOPE,
                new Struct(ENVELOPE).put("source", source).put("op", op)));
        return source;
    }

    private static String placed(long lsn) {
        return "\"" + SourceEra.place(lsn, 3) + "\"";
    }

    @Test
    void whatIsStreamedStandsInTheEra() {
        Struct source = moved("u", "[\"1000\",\"2000\"]");

        assertThat(source.get("lsn")).isEqualTo(SourceEra.place(2000, 3));
        assertThat(source.get("sequence")).isEqualTo("[" + placed(1000) + "," + placed(2000) + "]");
        assertThat(source.get("txId")).isEqualTo(17L);
    }

    @Test
    void withoutACommitBeforeItIsTheFirstOfTheEra() {
        assertThat(moved("c", "[null,\"2000\"]").get("sequence")).isEqualTo("[" + placed(1) + "," + placed(2000) + "]");
    }

    @Test
    void whatIsLoadedHasAPositionAlreadyButNotItsTransaction() {
        Struct source = moved("r", "[\"1000\",\"1000\"]");

        assertThat(source.get("lsn")).isEqualTo(2000L);
        assertThat(source.get("sequence")).isEqualTo("[\"1000\",\"1000\"]");
        assertThat(source.get("txId")).isEqualTo(SourceEra.place(17, 3));
    }

    @Test
    void whatHasNoPositionPasses() {
        SourceRecord record =
                new SourceRecord(Map.of(), Map.of(), "t", HEARTBEAT, new Struct(HEARTBEAT).put("ts_ms", 5L));

        assertThat(position.apply(record)).isSameAs(record);
    }
}
