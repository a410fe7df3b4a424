package io.millrace.controller.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorSettings;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.postgres.PostgresUrl;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the connector that streams writes into Kafka, byte by byte as Postgres has sent it. */
@Timeout(180)
class CaptureBlocksIT {
    private static final int PARTITIONS = 4;

    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    private static StreamedChanges capture(String source, Map<String, Protection> rules) throws Exception {
        String topic = new ChangeStreamTopics(source).changes();
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            new ChangeStreamTopics(source).ensure(admin, PARTITIONS, 1);
        }
        POSTGRES.execute(
                "CREATE PUBLICATION " + source + " FOR ALL TABLES",
                "SELECT pg_create_logical_replication_slot('" + source + "', 'pgoutput')");
        ConnectorSettings settings = new ConnectorSettings(
                source,
                PostgresUrl.parse(POSTGRES.url()).debeziumSettings(),
                POSTGRES.password(),
                source,
                source,
                List.of(),
                List.of("public.excluded"),
                topic,
                PARTITIONS,
                ColumnRules.of(rules, Optional.of("0123456789abcdef")).patterns(),
                rules.isEmpty() ? "" : "0123456789abcdef",
                0);
        new ConnectClient(URI.create(CONNECT.url()), Duration.ofSeconds(30))
                .putConnector(settings.connectorName(), settings.toMap());
        return new StreamedChanges(KAFKA.bootstrapServers(), topic, PARTITIONS);
    }

    private static void drop(String source) throws Exception {
        new ConnectClient(URI.create(CONNECT.url()), Duration.ofSeconds(30)).delete(ConnectorSettings.nameFor(source));
        POSTGRES.execute("DROP PUBLICATION " + source);
    }

    /** Work tables that are made and dropped all the time must not stay in the worker's memory. */
    @Test
    void droppedTablesAreForgottenAndOthersGoOn() throws Exception {
        POSTGRES.execute("CREATE TABLE stays (id int PRIMARY KEY)");
        try (StreamedChanges stream = capture("work", Map.of())) {
            POSTGRES.execute("INSERT INTO stays VALUES (1)", """
                    DO $$ BEGIN FOR i IN 1..1010 LOOP
                        EXECUTE format('CREATE TABLE work_%s (id int PRIMARY KEY)', i);
                        EXECUTE format('INSERT INTO work_%s VALUES (1)', i);
                        EXECUTE format('DROP TABLE work_%s', i);
                    END LOOP; END $$""");
            assertThat(stream.await(1011, change -> change.kind() == ChangeKind.INSERT))
                    .hasSize(1011);
            Path log = CONNECT.running().folder().resolve("log");
            int next = 2;
            while (!Files.readString(log).contains("1010 tables that the source no longer has are forgotten")) {
                POSTGRES.execute("INSERT INTO stays VALUES (" + next++ + ")");
                stream.await(1, change -> change.isOf("stays"));
            }
            POSTGRES.execute("DELETE FROM stays WHERE id = 1");
            stream.await(1, change -> change.isOf("stays") && change.kind() == ChangeKind.DELETE);
        } finally {
            drop("work");
        }
    }

    @Test
    void everyKindOfChangeArrivesAsPostgresWroteIt() throws Exception {
        POSTGRES.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                "CREATE TABLE item (id int PRIMARY KEY, name text, price numeric(10,2), at timestamptz, m mood, tags text[])",
                "ALTER TABLE item ALTER name SET STORAGE EXTERNAL",
                "CREATE TABLE bare (n int)",
                "ALTER TABLE bare REPLICA IDENTITY FULL",
                "CREATE TABLE excluded (id int PRIMARY KEY)");
        try (StreamedChanges stream = capture("kinds", Map.of())) {
            POSTGRES.execute(
                    "INSERT INTO item VALUES (1, repeat('x', 9000), 1.50, '2026-01-02 03:04:05+02', 'glad', '{a,NULL}')",
                    "INSERT INTO excluded VALUES (1)",
                    "UPDATE item SET price = 2 WHERE id = 1",
                    "UPDATE item SET id = 2 WHERE id = 1",
                    "DELETE FROM item WHERE id = 2",
                    "INSERT INTO bare VALUES (1), (1), (2)",
                    "UPDATE bare SET n = 3 WHERE n = 2",
                    "TRUNCATE item",
                    "SELECT pg_logical_emit_message(false, 'millrace.outside', 'o')",
                    "SELECT pg_logical_emit_message(true, 'others.barrier', 'x')",
                    "SELECT pg_logical_emit_message(true, 'millrace.barrier', 'f')");

            List<StreamedChange> items = stream.await(6, change -> change.isOf("item"));
            assertThat(items.stream().map(StreamedChange::kind))
                    .containsExactlyInAnyOrder(
                            ChangeKind.INSERT,
                            ChangeKind.UPDATE,
                            ChangeKind.DELETE,
                            ChangeKind.INSERT,
                            ChangeKind.DELETE,
                            ChangeKind.TRUNCATE);
            StreamedChange first = items.stream()
                    .filter(change -> change.row().contains("1.50"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.row())
                    .containsExactly("1", "x".repeat(9000), "1.50", "2026-01-02 01:04:05+00", "glad", "{a,NULL}");
            TableDescription described = first.table().orElseThrow();
            assertThat(described.key()).containsExactly("id");
            assertThat(described.columns().stream().map(TableDescription.Column::type))
                    .containsExactly(
                            "{\"type\":\"int4\"}",
                            "{\"type\":\"text\"}",
                            "{\"type\":\"numeric\",\"modifier\":655366}",
                            "{\"type\":\"timestamptz\"}",
                            "{\"type\":\"mood\",\"kind\":\"e\"}",
                            "{\"type\":\"_text\",\"of\":{\"type\":\"text\"}}");
            assertThat(described.relation()).contains("\"table\":\"item\"").contains("\"identity\":\"d\"");
            StreamedChange update = items.stream()
                    .filter(change -> change.kind() == ChangeKind.UPDATE)
                    .findFirst()
                    .orElseThrow();
            assertThat(update.row()).startsWith("1", "unchanged", "2.00");
            assertThat(update.partition()).isEqualTo(first.partition());
            assertThat(update.position().commitLsn())
                    .isGreaterThan(first.position().commitLsn());
            StreamedChange arrived = items.stream()
                    .filter(change -> change.kind() == ChangeKind.INSERT
                            && change.row().get(0).equals("2"))
                    .findFirst()
                    .orElseThrow();
            assertThat(arrived.old()).startsWith("1", "null");
            assertThat(arrived.row()).startsWith("2", "unchanged");

            List<StreamedChange> bare = stream.await(4, change -> change.isOf("bare"));
            Set<List<Object>> identities = bare.stream()
                    .map(change -> List.<Object>of(
                            change.position().lsn(),
                            change.position().transactionId(),
                            change.position().ordinal()))
                    .collect(Collectors.toSet());
            assertThat(identities).hasSize(4);
            assertThat(bare.stream()
                            .map(change -> change.table().orElseThrow().key())
                            .flatMap(Collection::stream))
                    .isEmpty();
            assertThat(bare.stream().filter(change -> change.kind() == ChangeKind.UPDATE))
                    .singleElement()
                    .satisfies(change -> {
                        assertThat(change.old()).containsExactly("2");
                        assertThat(change.oldIsWhole()).isTrue();
                        assertThat(change.row()).containsExactly("3");
                    });

            stream.await(1, change -> change.text().equals("millrace.barrier f"));
            stream.await(1, change -> change.kind() == ChangeKind.HEARTBEAT);
            assertThat(stream.read().stream().map(StreamedChange::text))
                    .contains("millrace.outside o")
                    .doesNotContain("others.barrier x");
            assertThat(stream.read()).noneMatch(change -> change.isOf("excluded"));
        } finally {
            drop("kinds");
        }
    }

    @Test
    void rulesForColumnsHoldBeforeAnythingLeaves() throws Exception {
        POSTGRES.execute("CREATE TABLE person (id int PRIMARY KEY, name text, card text, mail text, born timestamptz)");
        try (StreamedChanges stream = capture(
                "rules",
                Map.of(
                        "public.person.card", Protection.DROP,
                        "public.person.name", Protection.MASK,
                        "public.person.mail", Protection.HASH,
                        "public.person.born", Protection.HASH))) {
            POSTGRES.execute(
                    "INSERT INTO person VALUES (1, 'Ada', '4000', 'a@b', '2026-01-02 03:04:05+02'), (2, NULL, NULL, NULL, NULL)");

            List<StreamedChange> rows = stream.await(2, change -> change.isOf("person"));
            ColumnRules hashing = ColumnRules.of(Map.of("x", Protection.HASH), Optional.of("0123456789abcdef"));
            assertThat(rows.stream().map(StreamedChange::row))
                    .containsExactlyInAnyOrder(
                            List.of(
                                    "1",
                                    "****",
                                    hashing.replace(Protection.HASH, "a@b"),
                                    hashing.replace(Protection.HASH, "2026-01-02 01:04:05+00")),
                            List.of("2", "null", "null", "null"));
            assertThat(rows.get(0).table().orElseThrow().columns().stream().map(TableDescription.Column::name))
                    .containsExactly("id", "name", "mail", "born");
        } finally {
            drop("rules");
        }
    }

    @Test
    void nothingIsLostWhenTheWorkerIsKilledAgainAndAgain() throws Exception {
        POSTGRES.execute("CREATE TABLE counted (id int PRIMARY KEY, text text)");
        try (StreamedChanges stream = capture("killed", Map.of())) {
            POSTGRES.execute("INSERT INTO counted VALUES (0, 'begin')");
            stream.await(1, change -> change.isOf("counted"));
            int sent = 0;
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 20; i++) {
                    POSTGRES.execute("INSERT INTO counted SELECT i, repeat('y', 500) FROM generate_series(" + (sent + 1)
                            + ", " + (sent + 2000) + ") i");
                    sent += 2000;
                    if (i == 10) {
                        CONNECT.running().kill();
                    }
                }
                CONNECT.running().startAgain();
                Thread.sleep(1500L * round);
            }
            int all = sent;
            Set<String> ids = new HashSet<>();
            while (ids.size() <= all) {
                stream.read().stream()
                        .filter(change -> change.isOf("counted"))
                        .forEach(change -> ids.add(change.row().get(0)));
            }
            // What was sent twice has the same position both times.
            Map<String, Set<List<Long>>> versions = stream.read().stream()
                    .filter(change -> change.isOf("counted"))
                    .collect(Collectors.groupingBy(
                            change -> change.row().get(0),
                            Collectors.mapping(
                                    change -> List.of(
                                            change.position().commitLsn(),
                                            change.position().lsn(),
                                            change.position().transactionId()),
                                    Collectors.toSet())));
            assertThat(versions.values()).allSatisfy(each -> assertThat(each).hasSize(1));
        } finally {
            drop("killed");
        }
    }
}
