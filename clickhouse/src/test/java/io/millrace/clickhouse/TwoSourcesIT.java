package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.LatencyBucket;
import io.millrace.core.warehouse.Progress;
import io.millrace.testkit.ClickHouseExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two sources in one warehouse, of which all is equal but the names: databases, tables, numbers of tables, topics, positions. */
final class TwoSourcesIT {
    private static final String DATABASE = "it_lake";

    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static ClickHouseClient client;
    private static ClickHouseWarehouse one;
    private static ClickHouseWarehouse other;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        one = new ClickHouseWarehouse(client, "it_one", DATABASE);
        other = new ClickHouseWarehouse(
                new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url())), "it_other", DATABASE);
        one.prepare();
        other.prepare();
    }

    @AfterAll
    static void close() {
        one.close();
        other.close();
    }

    private static ChangingTable of(ClickHouseWarehouse warehouse, String table) {
        return new ChangingTable(client, warehouse, DATABASE, new TableId("public", table));
    }

    @Test
    void truncatesAndLoadsEndRowsOfTheirOwnSourceOnly() {
        ChangingTable here = of(one, "keyless").identity('f');
        ChangingTable there = of(other, "keyless").identity('f');
        for (ChangingTable table : List.of(here, there)) {
            table.has("part text");
            table.insert(1, 10, "early");
        }
        here.insert(2, 20, "late");

        here.truncate(30);
        assertThat(here.shown()).isEmpty();
        assertThat(there.shown()).containsExactly("part=early");

        long oid = one.describe(new TableId("public", "keyless"))
                .orElseThrow()
                .origin()
                .oid();
        one.snapshotTaken(
                new SnapshotMark(new TableId("public", "keyless"), oid, 1_000, 1_000, 1_000, List.of(), 25, 25));
        there.insert(3, 21, "again");
        assertThat(there.shown()).containsExactlyInAnyOrder("part=early", "part=again");
    }

    @Test
    void tablesOfOneNameAndNumberAreTwoAndChangeByThemselves() {
        ChangingTable here = of(one, "keyed");
        ChangingTable there = of(other, "keyed");
        here.has("id int4 key", "a text");
        there.has("id int4 key", "b text");
        here.insert(1, 10, 1, "here");
        there.insert(1, 10, 1, "there");

        here.has("id int4 key", "a text", "more int4");
        here.insert(2, 20, 2, "here", 5);
        here.truncate(15);
        assertThat(here.shown()).containsExactly("id=2 a=here more=5");
        assertThat(there.shown()).containsExactly("id=1 b=there");
        assertThat(recorded("it_one")).contains("add_column");
        assertThat(recorded("it_other")).containsExactly("create_table");

        // Another process, which remembers nothing.
        try (ClickHouseWarehouse restarted = new ClickHouseWarehouse(
                new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url())), "it_other", DATABASE)) {
            ChangingTable again = of(restarted, "keyed");
            again.has("id int4 key", "b text");
            again.insert(3, 30, 2, "again");
            assertThat(again.shown()).containsExactly("id=1 b=there", "id=2 b=again");
        }
        here.gone(4, 40);
        assertThat(there.shown()).hasSize(2);
    }

    private static List<String> recorded(String source) {
        return client
                .query(
                        "SELECT kind FROM millrace.schema_changes FINAL WHERE source = {source:String}"
                                + " AND source_table = 'public.keyed' ORDER BY position",
                        Map.of("source", source))
                .stream()
                .map(row -> row.text("kind"))
                .toList();
    }

    @Test
    void theRegistrySaysWhereEachHasItsTablesAndTheyStayThere() {
        ChangingTable here = of(one, "registered");
        ChangingTable there = of(other, "registered");
        for (ChangingTable table : List.of(here, there)) {
            table.has("id int4 key");
            table.insert(1, 10, 1);
        }
        TableRegistry registry = new TableRegistry(client);
        TableRegistry.Entry first = entry(registry, "it_one");
        TableRegistry.Entry second = entry(registry, "it_other");
        assertThat(List.of(first.viewDatabase(), second.viewDatabase()))
                .containsExactlyInAnyOrder(
                        DATABASE, DATABASE + "__" + (first.viewDatabase().equals(DATABASE) ? "it_other" : "it_one"));
        assertThat(second.storageDatabase()).isEqualTo(second.viewDatabase() + "_raw");
        assertThat(one.names(new TableId("public", "registered")).view())
                .isNotEqualTo(other.names(new TableId("public", "registered")).view());
    }

    private static TableRegistry.Entry entry(TableRegistry registry, String source) {
        return registry.read(source).stream()
                .filter(entry -> entry.sourceTable().equals("public.registered"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void databasesThatWouldBeStorageOfAnotherSourceAreLeftToIt() {
        ClickHouseClient shared = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        try (ClickHouseWarehouse plain = new ClickHouseWarehouse(shared, "it_p", "it_p")) {
            ClickHouseWarehouse raw = new ClickHouseWarehouse(shared, "it_p_raw", "it_p_raw");
            ClickHouseWarehouse schema = new ClickHouseWarehouse(shared, "it_p_s", "it_p_s");
            ChangingTable ofPlain = of(plain, "t");
            ChangingTable ofRaw = of(raw, "t");
            ChangingTable ofSchema = new ChangingTable(client, plain, "it_p", new TableId("s", "t"));
            ChangingTable ofOther = of(schema, "t");
            for (ChangingTable table : List.of(ofPlain, ofRaw, ofSchema, ofOther)) {
                table.has("id int4 key", "a text");
            }
            ofPlain.insert(1, 10, 1, "plain");
            ofRaw.insert(1, 10, 1, "raw");
            ofSchema.insert(1, 10, 1, "schema");
            ofOther.insert(1, 10, 1, "other");
            assertThat(ofPlain.shown()).containsExactly("id=1 a=plain");
            assertThat(ofRaw.shown()).containsExactly("id=1 a=raw");
            assertThat(ofSchema.shown()).containsExactly("id=1 a=schema");
            assertThat(ofOther.shown()).containsExactly("id=1 a=other");
        }
    }

    @Test
    void bookkeepingOfOneIsNotThatOfTheOther() {
        String topic = "two.changes";
        one.record(List.of(new Progress(topic, 0, 10, 100, 0, 5)), List.of(latency()));
        other.record(List.of(new Progress(topic, 0, 3, 30, 0, 5)), List.of(latency()));
        one.beginLog(topic, "log", "");
        one.recordDeadLetters(List.of(deadLetter(topic)));
        other.recordDeadLetters(List.of(deadLetter(topic)));

        assertThat(one.progress(topic).values())
                .extracting(Progress::nextOffset)
                .containsExactly(10L);
        assertThat(other.progress(topic).values())
                .extracting(Progress::nextOffset)
                .containsExactly(3L);
        assertThat(other.log(topic)).isEmpty();
        assertThat(client.query("SELECT source FROM millrace.dead_letters WHERE topic = 'two.changes' ORDER BY source"))
                .extracting(row -> row.text("source"))
                .containsExactly("it_one", "it_other");
        assertThat(client.query("SELECT source, sum(count) AS n FROM millrace.latency"
                        + " WHERE source IN ('it_one', 'it_other') GROUP BY source ORDER BY source"))
                .extracting(row -> row.integer("n"))
                .containsExactly(7L, 7L);

        other.beginLog(topic, "another", "it is new");
        other.beginLog(topic, "a third", "it is new again");
        assertThat(one.progress(topic)).isNotEmpty();
        assertThat(other.progress(topic)).isEmpty();
    }

    /** Nobody may forget it in a table that is to come. */
    @Test
    void eachTableOfBookkeepingBeginsItsKeyWithTheSource() {
        assertThat(client.query(
                        "SELECT name FROM system.tables WHERE database = 'millrace' AND name != 'schema_version' AND engine LIKE '%MergeTree'"
                                + " AND splitByString(', ', sorting_key)[1] != 'source'"))
                .extracting(row -> row.text("name"))
                .isEmpty();
        assertThat(
                        client.query(
                                "SELECT name FROM system.tables WHERE database = 'millrace' AND name != 'schema_version'"
                                        + " AND name NOT IN (SELECT table FROM system.columns WHERE database = 'millrace' AND name = 'source')"))
                .extracting(row -> row.text("name"))
                .isEmpty();
    }

    private static LatencyBucket latency() {
        return new LatencyBucket(java.time.Instant.now().getEpochSecond(), LatencyBucket.Stage.TOTAL, 1_000, 7);
    }

    private static DeadLetter deadLetter(String topic) {
        return new DeadLetter(
                new StreamPosition(topic, 0, 3, 1_700_000_000_123L),
                ErrorCode.NOT_JSON,
                "It is no JSON",
                Optional.empty(),
                Optional.empty(),
                null,
                new byte[] {1});
    }
}
