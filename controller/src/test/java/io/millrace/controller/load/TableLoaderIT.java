package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.TableDescription;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamProducer;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.probe.Watermark;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TableLoaderIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private static final String PUBLICATION = "loads";
    private static final int PARTITIONS = 3;
    private static final ChangeStreamTopics TOPICS = new ChangeStreamTopics("loader");
    private static final ColumnRules RULES = ColumnRules.of(
            Map.of("rules.t.h*", Protection.HASH, "rules.t.m", Protection.MASK, "rules.t.d", Protection.DROP),
            Optional.of("a key of sixteen characters and more"));

    private static @Nullable ChangeStreamProducer producer;
    private static final Map<Integer, Long> LANDED = Map.of(0, Long.MAX_VALUE, 1, Long.MAX_VALUE, 2, Long.MAX_VALUE);

    private Map<Integer, Long> behind = Map.of();

    @BeforeAll
    static void start() {
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            TOPICS.ensure(admin, PARTITIONS, 1);
        }
        producer = ChangeStreamProducer.open(Brokers.at(KAFKA.bootstrapServers()), TOPICS);
        POSTGRES.execute("CREATE PUBLICATION loads FOR ALL TABLES WITH (publish_via_partition_root = true"
                + (POSTGRES.version() < 18 ? "" : ", publish_generated_columns = stored") + ")");
    }

    @AfterAll
    static void stop() {
        requireNonNull(producer).close();
    }

    private static LoadSettings settings(int epoch, int readers) {
        return new LoadSettings(PostgresUrl.parse(POSTGRES.url()), PUBLICATION, RULES, PARTITIONS, epoch, 0, readers);
    }

    private static LoadTarget target(String schema, String table, String condition) throws SQLException {
        try (Connection connection = POSTGRES.connect()) {
            TableId id = new TableId(schema, table);
            long oid = new SourceTables(connection, PUBLICATION, 0, Duration.ZERO).oid(id);
            return new LoadTarget(id, oid, condition);
        }
    }

    private static long watermark(int epoch) throws SQLException {
        try (Connection connection = POSTGRES.connect()) {
            return StreamEpoch.place(Watermark.write(connection).lsn(), epoch);
        }
    }

    private static TableLoader loader(LoadSettings settings) {
        return new TableLoader(settings, requireNonNull(producer), () -> Optional.of(LANDED), Clock.systemUTC());
    }

    private LoadedBlocks blocks(Map<Integer, Long> end) {
        Map<Integer, Long> begin = begin();
        behind = end;
        return LoadedBlocks.read(KAFKA.bootstrapServers(), TOPICS.changes(), begin, end);
    }

    private Map<Integer, Long> begin() {
        return behind;
    }

    private LoadedBlocks load(String schema, String table, String condition) throws Exception {
        behind = requireNonNull(producer).flush();
        CompletedLoad load = loader(settings(0, 2))
                .load(List.of(target(schema, table, condition)), watermark(0), LoadCheckpoints.NONE, LoadProgress.NONE);
        return blocks(load.sent());
    }

    private static List<List<@Nullable String>> values(LoadedBlocks blocks) {
        return blocks.rows().stream().map(LoadedBlocks.Row::values).toList();
    }

    @Test
    void everyTypeComesAsTheTextOfItsOutputFunction() throws Exception {
        POSTGRES.execute(
                "CREATE SCHEMA types",
                "CREATE TYPE types.mood AS ENUM ('sad', 'a \"b\"\\c')",
                "CREATE TYPE types.address AS (street text, numbers int[], mood types.mood)",
                "CREATE DOMAIN types.price AS numeric(10, 2)",
                "CREATE DOMAIN types.prices AS types.price[]",
                "CREATE EXTENSION IF NOT EXISTS hstore",
                """
                CREATE TABLE types.t (id bigint PRIMARY KEY, b bool, s int2, i int4, f real, d float8, n numeric, n2 numeric(20, 5), t text,
                    c char(6), v varchar(20), by bytea, ts timestamp, tz timestamptz, dt date, tm time, ttz timetz, iv interval, u uuid,
                    j json, jb jsonb, x xml, ip inet, ci cidr, mac macaddr, bit bit(5), vb bit varying(9), p point, bx box,
                    r int4range, mr nummultirange, ia int[], ta text[][], m types.mood, ma types.mood[], a types.address,
                    pr types.price, prs types.prices, hs public.hstore, o oid, rc regclass, tsv tsvector, na name, q "char", mon money)""",
                """
                INSERT INTO types.t VALUES (1, true, -32768, 2147483647, 1.1, 0.1, 'NaN', -12345.67890, E'tab\\tnew\\nline\\r\\\\N\\b\\f\\v',
                    'ab', E'\\\\', '\\x00ff5c0a09', '2026-01-02 03:04:05.678', '0044-03-15 12:00:00+00 BC', 'infinity', '24:00', '12:00:00.5-03:30',
                    '1 year 2 mons -3 days 04:05:06.7', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"a" :  1}', '{"b": [1, null]}',
                    '<a>ü</a>', '10.0.0.1', '10.0.0.0/8', '08:00:2b:01:02:03', B'00101', B'0', '(1.5,-2)', '(1,1),(0,0)',
                    '[1,5)', '{[1,2),[3,)}', '{1,NULL,3}', '{{a,"b c"},{NULL,"\\\\d"}}', 'sad', '{sad,"a \\"b\\"\\\\c"}',
                    ROW('x "y"', '{1}', 'sad'), 9.5, '{1.5,NULL}', 'a=>1, "b c"=>NULL', 4294967295, 'types.t', 'a:1 b:2', 'name', 'q', '1234.5')""",
                "INSERT INTO types.t (id) VALUES (2)",
                "INSERT INTO types.t (id, t, c, by, ia) VALUES (-3, '', '', '', '{}')",
                "INSERT INTO types.t (id, t) VALUES (4, repeat('größer ', 300000))");

        LoadedBlocks blocks = load("types", "t", "");

        List<LoadedBlocks.Row> rows = blocks.rows();
        TableDescription table = rows.get(0).table();
        String columns = table.columns().stream()
                .map(column -> column.name().equals("mon") ? "mon::numeric" : "\"" + column.name() + "\"")
                .collect(Collectors.joining(", "));
        assertThat(values(blocks))
                .containsExactlyInAnyOrderElementsOf(OutputText.rows(POSTGRES, "SELECT " + columns + " FROM types.t"));
        assertThat(table.key()).containsExactly("id");
        Map<String, String> types = table.columns().stream()
                .collect(Collectors.toMap(TableDescription.Column::name, TableDescription.Column::type));
        assertThat(types)
                .containsEntry("id", "{\"type\":\"int8\"}")
                .containsEntry("n", "{\"type\":\"numeric\"}")
                .containsEntry("n2", "{\"type\":\"numeric\",\"modifier\":1310729}")
                .containsEntry("c", "{\"type\":\"bpchar\",\"modifier\":10}")
                .containsEntry("ia", "{\"type\":\"_int4\",\"of\":{\"type\":\"int4\"}}")
                .containsEntry("ta", "{\"type\":\"_text\",\"of\":{\"type\":\"_text\",\"of\":{\"type\":\"text\"}}}")
                .containsEntry("m", "{\"type\":\"mood\",\"kind\":\"e\"}")
                .containsEntry(
                        "a",
                        "{\"type\":\"address\",\"kind\":\"c\",\"fields\":[{\"name\":\"street\",\"of\":{\"type\":\"text\"}},"
                                + "{\"name\":\"numbers\",\"of\":{\"type\":\"_int4\",\"of\":{\"type\":\"int4\"}}},"
                                + "{\"name\":\"mood\",\"of\":{\"type\":\"mood\",\"kind\":\"e\"}}]}")
                .containsEntry("pr", "{\"type\":\"numeric\",\"modifier\":655366}")
                .containsEntry("hs", "{\"type\":\"hstore\"}");
        assertThat(types.get("prs")).startsWith("{\"type\":\"_price\",\"of\":{\"type\":\"numeric\"");
        assertThat(table.relation()).contains("\"table\":\"t\"").contains("\"notNull\":true");
    }

    @Test
    void rowsStandWhereTheWatermarkIsAndMessagesFrameThem() throws Exception {
        POSTGRES.execute(
                "CREATE SCHEMA place",
                "CREATE TABLE place.t (k2 text, v int, k1 int, PRIMARY KEY (k1, k2))",
                "INSERT INTO place.t SELECT 'k' || i, i, i FROM generate_series(1, 500) i");
        LoadTarget target = target("place", "t", "");
        behind = requireNonNull(producer).flush();
        long watermark = watermark(3);
        TableLoader loader = loader(settings(3, 2));
        CompletedLoad load = loader.load(List.of(target), watermark, LoadCheckpoints.NONE, LoadProgress.NONE);

        LoadedBlocks blocks = blocks(load.sent());
        assertThat(blocks.rows()).hasSize(500).allSatisfy(row -> {
            assertThat(row.position().commitLsn()).isEqualTo(watermark);
            // Where the log ended when the snapshot was taken: odd, as no change's is.
            assertThat(row.position().lsn()).isGreaterThan(watermark).isOdd();
            assertThat(row.position().transactionId()).isEqualTo(load.transactionId());
            assertThat(row.position().ordinal()).isZero();
            assertThat(row.table().key()).containsExactly("k1", "k2");
        });
        assertThat(blocks.rows()).extracting(LoadedBlocks.Row::partition).contains(0, 1, 2);
        assertThat(StreamEpoch.of(load.transactionId())).isEqualTo(3);
        assertThat(blocks.messages()).hasSize(1);
        assertThat(blocks.messages().get(0).prefix()).isEqualTo(MessagePrefix.SNAPSHOT);
        assertThat(blocks.messages().get(0).content())
                .contains("\"oid\":\"" + target.oid() + "\"")
                .contains("\"after\":\"" + watermark + "\"");

        LoadedBlocks announced = blocks(loader.announce(load));
        assertThat(announced.rows()).isEmpty();
        assertThat(announced.messages()).hasSize(1);
        assertThat(announced.messages().get(0).prefix()).isEqualTo(MessagePrefix.RESYNCED);
        assertThat(announced.messages().get(0).content())
                .isEqualTo("{\"schema\":\"place\",\"table\":\"t\",\"oid\":\"" + target.oid() + "\",\"commit\":\""
                        + watermark + "\",\"lsn\":\"" + watermark + "\"}");
    }

    @Test
    void chunksOfATableAreReadByTwoConnectionsFromOneSnapshot() throws Exception {
        POSTGRES.execute(
                "CREATE SCHEMA chunks",
                "CREATE TABLE chunks.t (a int, filler text)",
                "ALTER TABLE chunks.t REPLICA IDENTITY FULL",
                "INSERT INTO chunks.t SELECT i, repeat('x', 1000) FROM generate_series(1, 60000) i",
                "DELETE FROM chunks.t WHERE a % 7 = 0");
        behind = requireNonNull(producer).flush();
        CompletedLoad load = loader(settings(0, 2))
                .load(List.of(target("chunks", "t", "")), watermark(0), LoadCheckpoints.NONE, LoadProgress.NONE);
        LoadedBlocks blocks = blocks(load.sent());
        List<String> expected = OutputText.rows(POSTGRES, "SELECT a FROM chunks.t").stream()
                .map(row -> row.get(0))
                .toList();
        assertThat(blocks.rows()).extracting(row -> row.values().get(0)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(blocks.rows()).extracting(row -> row.position().ordinal()).doesNotHaveDuplicates();
        assertThat(blocks.rows()).extracting(LoadedBlocks.Row::partition).contains(0, 1, 2);
        assertThat(blocks.rows().stream()
                        .map(row -> row.position().ordinal() >>> 32)
                        .distinct()
                        .count())
                .isGreaterThan(2);
    }

    @Test
    void onlyTheRowsOfTheTableItselfAreReadAndThoseOfAllPartitions() throws Exception {
        POSTGRES.execute(
                "CREATE SCHEMA trees",
                "CREATE TABLE trees.parent (id int PRIMARY KEY)",
                "CREATE TABLE trees.child () INHERITS (trees.parent)",
                "INSERT INTO trees.parent VALUES (1)",
                "INSERT INTO trees.child VALUES (2)",
                "CREATE TABLE trees.root (id int, a text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
                "CREATE TABLE trees.low (a text, gone int, id int NOT NULL)",
                "ALTER TABLE trees.low DROP gone",
                "ALTER TABLE trees.root ATTACH PARTITION trees.low FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE trees.high PARTITION OF trees.root FOR VALUES FROM (10) TO (100) PARTITION BY LIST (id)",
                "CREATE TABLE trees.eleven PARTITION OF trees.high FOR VALUES IN (11)",
                "CREATE TABLE trees.others PARTITION OF trees.high DEFAULT",
                "INSERT INTO trees.root VALUES (1, 'low'), (11, 'eleven'), (12, 'other')",
                "CREATE TABLE trees.bare (id int) PARTITION BY LIST (id)");

        assertThat(values(load("trees", "parent", ""))).containsExactly(List.of("1"));
        LoadedBlocks root = load("trees", "root", "");
        assertThat(values(root))
                .containsExactlyInAnyOrder(List.of("1", "low"), List.of("11", "eleven"), List.of("12", "other"));
        assertThat(root.rows().get(0).table().table()).isEqualTo(new TableId("trees", "root"));
        assertThat(load("trees", "bare", "").rows()).isEmpty();
        assertThat(values(load("trees", "root", "id > 1 AND a <> 'other' -- a comment")))
                .containsExactly(List.of("11", "eleven"));
    }

    @Test
    void aConditionIsUnderstoodAsInAnySession() throws Exception {
        POSTGRES.execute(
                "CREATE FUNCTION public.wanted(int) RETURNS bool LANGUAGE sql AS 'SELECT $1 = 2'",
                "CREATE TABLE public.conditions (id int PRIMARY KEY, rc regclass)",
                "INSERT INTO public.conditions VALUES (1, NULL), (2, 'public.conditions')");

        LoadedBlocks blocks = load("public", "conditions", "wanted(id)");

        // As the stream and verifications have it.
        assertThat(values(blocks)).containsExactly(List.of("2", "conditions"));
        assertThat(blocks.messages()).isEmpty();
        assertThatThrownBy(() -> load("public", "conditions", "id / 0 = 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> load("public", "conditions", "nextval('x') = 1"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void protectedColumnsLeaveAsTheRulesSay() throws Exception {
        POSTGRES.execute(
                "CREATE SCHEMA rules",
                "CREATE TABLE rules.t (id int PRIMARY KEY, h1 char(4), m int, d text, h2 bool DEFAULT true)",
                "INSERT INTO rules.t VALUES (1, 'ab', 7, 'secret', true), (2, NULL, NULL, NULL, NULL)");

        LoadedBlocks blocks = load("rules", "t", "");

        List<@Nullable String> first = new ArrayList<>();
        first.add("1");
        first.add(RULES.replace(Protection.HASH, "ab  "));
        first.add(ColumnRules.MASK);
        first.add(RULES.replace(Protection.HASH, "t"));
        List<@Nullable String> second = new ArrayList<>();
        second.add("2");
        second.add(null);
        second.add(null);
        second.add(null);
        assertThat(values(blocks)).containsExactlyInAnyOrder(first, second);
        TableDescription table = blocks.rows().get(0).table();
        assertThat(table.columns()).extracting(TableDescription.Column::name).containsExactly("id", "h1", "m", "h2");
        assertThat(table.columns()).extracting(TableDescription.Column::type).contains("{\"type\":\"text\"}");
        assertThat(table.relation()).doesNotContain("\"name\":\"d\"");
    }

    @Test
    void generatedColumnsAreReadWhereTheStreamHasThem() throws Exception {
        POSTGRES.execute(
                "CREATE SCHEMA computed",
                "CREATE TABLE computed.t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)",
                "INSERT INTO computed.t VALUES (4)");

        assertThat(values(load("computed", "t", "")))
                .containsExactly(POSTGRES.version() < 18 ? List.of("4") : List.of("4", "8"));
    }

    @Test
    void anotherTableOfTheNameIsNotRead() throws Exception {
        POSTGRES.execute("CREATE SCHEMA other", "CREATE TABLE other.t (id int PRIMARY KEY)");
        LoadTarget target = target("other", "t", "");
        POSTGRES.execute("DROP TABLE other.t");
        TableLoader loader = loader(settings(0, 1));
        assertThatThrownBy(() -> loader.load(List.of(target), watermark(0), LoadCheckpoints.NONE, LoadProgress.NONE))
                .isInstanceOf(TableChangedException.class);
        POSTGRES.execute("CREATE TABLE other.t (id int PRIMARY KEY)");
        assertThatThrownBy(() -> loader.load(List.of(target), watermark(0), LoadCheckpoints.NONE, LoadProgress.NONE))
                .isInstanceOf(TableChangedException.class);
    }

    @Test
    void manySmallTablesTakeNoTimeToStart() throws Exception {
        POSTGRES.execute("CREATE SCHEMA many");
        List<LoadTarget> targets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            POSTGRES.execute(
                    "CREATE TABLE many.t" + i + " (id int PRIMARY KEY)",
                    "INSERT INTO many.t" + i + " VALUES (" + i + ")");
            targets.add(target("many", "t" + i, ""));
        }
        behind = requireNonNull(producer).flush();
        CompletedLoad load =
                loader(settings(0, 2)).load(targets, watermark(0), LoadCheckpoints.NONE, LoadProgress.NONE);
        LoadedBlocks blocks = blocks(load.sent());
        assertThat(blocks.rows()).hasSize(50);
        assertThat(blocks.messages()).hasSize(50);
    }

    @Test
    void aLoadThatWasBrokenOffGoesOnWhereItWas() throws Exception {
        POSTGRES.execute(
                "CREATE SCHEMA broken",
                "CREATE TABLE broken.t (id int PRIMARY KEY, filler text)",
                "INSERT INTO broken.t SELECT i, repeat('x', 1500) FROM generate_series(1, 60000) i");
        LoadTarget target = target("broken", "t", "");
        KilledCheckpoints saved = new KilledCheckpoints(2);
        long first = watermark(0);
        assertThatThrownBy(() -> loader(settings(0, 1)).load(List.of(target), first, saved, LoadProgress.NONE))
                .isInstanceOf(IllegalStateException.class);
        LoadCheckpoint checkpoint = requireNonNull(saved.last().orElse(null));
        assertThat(checkpoint.page()).isPositive();
        assertThat(LoadCheckpoint.parse(checkpoint.text())).contains(checkpoint);
        assertThat(checkpoint.text().length()).isLessThan(1_000);

        // What is in the stream; a row that is behind moves before the checkpoint.
        POSTGRES.execute("DELETE FROM broken.t WHERE id < 100");
        long second = watermark(0);
        Map<Integer, Long> before = requireNonNull(producer).flush();
        CompletedLoad load = loader(settings(0, 2)).load(List.of(target), second, saved, LoadProgress.NONE);
        behind = before;
        LoadedBlocks rest = blocks(load.sent());
        List<String> expected =
                OutputText.rows(POSTGRES, "SELECT id FROM broken.t WHERE ctid >= '(" + checkpoint.page() + ",0)'::tid")
                        .stream()
                        .map(row -> row.get(0))
                        .toList();
        assertThat(rest.rows())
                .extracting(row -> row.values().get(0))
                .containsExactlyInAnyOrderElementsOf(expected)
                .hasSizeLessThan(50_000);
        assertThat(rest.rows())
                .allSatisfy(row -> assertThat(row.position().commitLsn()).isEqualTo(second));
        assertThat(load.firstWatermark()).isEqualTo(first);
        assertThat(blocks(loader(settings(0, 2)).announce(load))
                        .messages()
                        .get(0)
                        .content())
                .contains("\"lsn\":\"" + first + "\"");

        // Its rows may lie anywhere now.
        POSTGRES.execute("VACUUM FULL broken.t");
        before = requireNonNull(producer).flush();
        load = loader(settings(0, 2)).load(List.of(target), watermark(0), saved, LoadProgress.NONE);
        behind = before;
        assertThat(blocks(load.sent()).rows()).hasSize(59_901);
        assertThat(load.firstWatermark()).isEqualTo(load.watermark());
    }
}
