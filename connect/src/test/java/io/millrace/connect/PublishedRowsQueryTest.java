package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.snapshot.spi.SnapshotQuery;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PublishedRowsQueryTest {
    @Test
    void onlyRowsOfPublishedTablesAreRead() {
        PublishedRowsQuery query = new PublishedRowsQuery();
        query.configure(Map.of("publication.name", "mill's"));

        assertThat(query.snapshotQuery("\"public\".\"o'rders\"", List.of("\"id\"", "\"note\"")))
                .hasValueSatisfying(sql -> assertThat(sql)
                        .startsWith("SELECT \"id\", \"note\" FROM \"public\".\"o'rders\" WHERE EXISTS")
                        .contains("pubname = 'mill''s'", "= '\"public\".\"o''rders\"'::regclass"));
        assertThat(query.snapshotQuery("\"public\".\"t\"", List.of())).isEmpty();
    }

    @Test
    void aWholeTableTellsTheStreamWhatItSees() {
        PublishedRowsQuery query = new PublishedRowsQuery();
        query.configure(Map.of("publication.name", "p"));
        assertThat(query.snapshotQuery("\"public\".\"t\"", List.of("\"id\"")))
                .hasValueSatisfying(sql ->
                        assertThat(sql).contains("pg_logical_emit_message(false, 'millrace.snapshot'", "'after', '',"));

        query.configure(Map.of("publication.name", "p", "millrace.watermark", "77"));
        assertThat(query.snapshotQuery("\"public\".\"t\"", List.of("\"id\"")))
                .hasValueSatisfying(sql -> assertThat(sql).contains("'after', '77',"));
    }

    @Test
    void someRowsOfATableDoNot() {
        PublishedRowsQuery query = new PublishedRowsQuery();
        query.configure(Map.of("publication.name", "p", "millrace.condition", "id = 1", "millrace.watermark", "77"));
        assertThat(query.snapshotQuery("\"public\".\"t\"", List.of("\"id\"")))
                .hasValueSatisfying(sql -> assertThat(sql).doesNotContain("emit_message"));
    }

    /** As Debezium hands over tables and columns called {@code x; DROP TABLE y; --"} and the like. */
    @Test
    void whatDebeziumHasNotQuotedNeverBecomesSql() {
        PublishedRowsQuery query = new PublishedRowsQuery();
        query.configure(Map.of("publication.name", "p"));
        List<String> id = List.of("\"id\"");
        assertThat(query.snapshotQuery("\"public\".x; DROP TABLE y; --\"", id)).isEmpty();
        assertThat(query.snapshotQuery("\"public\".\"x\"; DROP TABLE y; --", id))
                .isEmpty();
        assertThat(query.snapshotQuery("public.x", id)).isEmpty();
        assertThat(query.snapshotQuery("\"public\".\"x\"", List.of("\"a\"; DROP TABLE y; --")))
                .isEmpty();
        assertThat(query.snapshotQuery("\"pu\"\"blic\".\"x. \"\"y\"", List.of("\"a\"\"; --\"")))
                .isPresent();
    }

    @Test
    void itIsFoundAsAService() {
        assertThat(ServiceLoader.load(SnapshotQuery.class)).hasAtLeastOneElementOfType(PublishedRowsQuery.class);
    }
}
