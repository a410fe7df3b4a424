package io.millrace.controller.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.probe.Watermark;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that are asked for by their keys: data, never SQL. */
final class RowsByKeyIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private static final String PUBLICATION = "named";
    private static final ChangeStreamTopics TOPICS = new ChangeStreamTopics("named");
    private static final ColumnRules RULES = ColumnRules.of(
            Map.of(
                    "public.tried.h",
                    Protection.HASH,
                    "public.tried.m",
                    Protection.MASK,
                    "public.tried.d",
                    Protection.DROP),
            Optional.of("a key of sixteen characters and more"));

    @BeforeAll
    static void start() throws Exception {
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            TOPICS.ensure(admin, 1, 1);
        }
        POSTGRES.execute("CREATE PUBLICATION named FOR ALL TABLES");
    }

    @Test
    void theyAreFoundWhateverTheKeysHold() throws Exception {
        String second = "a \"b\"";
        POSTGRES.execute(
                "CREATE TABLE odd (id int, \"a \"\"b\"\"\" text, PRIMARY KEY (id, \"a \"\"b\"\"\"))",
                "INSERT INTO odd VALUES (1, E'\\\\'' OR true --'), (2, 'x'), (3, 'y'), (4, 'z')");

        assertThat(load(
                        "odd",
                        "id = 4 -- a comment",
                        key("id", "1", second, "\\' OR true --"),
                        key("id", "2", second, "x"),
                        key("id", "3", second, "x') OR (('1' = '1")))
                .containsExactlyInAnyOrder("1", "2", "4");
        assertThat(load("odd", "", key("id", "2", second, "x"))).containsExactly("2");
    }

    @Test
    void columnsThatAreNotThereAreAnError() throws Exception {
        POSTGRES.execute("CREATE TABLE plain (id int PRIMARY KEY)");
        assertThatThrownBy(() -> load("plain", "", key("id", "1", "gone", "x")))
                .isInstanceOf(LoadException.class)
                .hasMessage("table public.plain has no column gone to identify rows by: load the whole table");
    }

    /** Otherwise a client that may write to Kafka could probe values until one matches. */
    @Test
    void protectedColumnsIdentifyNoRows() throws Exception {
        POSTGRES.execute("CREATE TABLE tried (id int PRIMARY KEY, h text, m text, d text)");
        for (String column : List.of("h", "m", "d")) {
            assertThatThrownBy(() -> load("tried", "", key("id", "1", column, "secret")))
                    .isInstanceOf(LoadException.class)
                    .hasMessageContaining("has no column " + column);
        }
    }

    /** @return the first column of what was loaded */
    private static List<String> load(String table, String condition, SourceKey... rows) throws Exception {
        TableId id = new TableId("public", table);
        LoadSettings settings = new LoadSettings(PostgresUrl.parse(POSTGRES.url()), PUBLICATION, RULES, 1, 0, 0);
        try (Connection connection = POSTGRES.connect();
                ChangeStreamProducer producer =
                        ChangeStreamProducer.open(Brokers.at(KAFKA.bootstrapServers()), TOPICS)) {
            long oid = new SourceTables(connection, PUBLICATION, 0, Duration.ZERO).oid(id);
            Map<Integer, Long> begin = Map.of(0, end());
            CompletedLoad load = new TableLoader(
                            settings, producer, () -> Optional.of(Map.of(0, Long.MAX_VALUE)), Clock.systemUTC())
                    .load(
                            List.of(new LoadTarget(id, oid, List.of(rows), condition)),
                            Watermark.write(connection).lsn(),
                            LoadCheckpoints.NONE,
                            LoadProgress.NONE);
            LoadedBlocks blocks = LoadedBlocks.read(KAFKA.bootstrapServers(), TOPICS.changes(), begin, load.sent());
            assertThat(blocks.messages()).isEmpty();
            return blocks.rows().stream()
                    .map(row -> String.valueOf(row.values().get(0)))
                    .toList();
        }
    }

    private static long end() {
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            return new StreamOffsets(admin).end(TOPICS.changes()).getOrDefault(0, 0L);
        }
    }

    private static SourceKey key(String... columnsAndValues) {
        List<SourceKey.Part> parts = new ArrayList<>();
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            parts.add(new SourceKey.Part(columnsAndValues[i], columnsAndValues[i + 1]));
        }
        return new SourceKey(parts);
    }
}
