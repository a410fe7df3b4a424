package io.millrace.controller.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.clickhouse.bookkeeping.Bookkeeping;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.lease.RevocableLease;
import io.millrace.core.event.TableId;
import io.millrace.testkit.ClickHouseExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Storage whose parts only a complete merge makes one: background merges are kept from choosing any. */
class CompleteMergesIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_merges_raw";
    private static final TableId FIRST = new TableId("public", "first");
    private static final TableId SECOND = new TableId("public", "se`co\\nd's");
    private static final TableId THIRD = new TableId("public", "third");

    private final List<String> problems = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private ClickHouseClient client;

    @BeforeEach
    void tablesOfThreeParts() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        Bookkeeping.prepare(client);
        client.execute("DROP DATABASE IF EXISTS " + DATABASE);
        client.execute("CREATE DATABASE " + DATABASE);
        for (TableId table : List.of(FIRST, SECOND, THIRD)) {
            String storage = Identifiers.quote(DATABASE, table.table());
            client.execute(
                    "CREATE TABLE " + storage + " (id Int32, _version UInt64) ENGINE = ReplacingMergeTree(_version)"
                            + " ORDER BY id SETTINGS max_bytes_to_merge_at_max_space_in_pool = 1");
            for (int version = 1; version <= 3; version++) {
                client.execute("INSERT INTO " + storage + " SELECT number, " + version + " FROM numbers(100)");
            }
        }
        new TableRegistry(client)
                .write(List.of(
                        entry(FIRST, TableRegistry.Entry.LIVE),
                        entry(SECOND, TableRegistry.Entry.PAUSED),
                        entry(THIRD, TableRegistry.Entry.RENAMED)));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static TableRegistry.Entry entry(TableId table, String state) {
        return entry(table, state, "keyed");
    }

    private static TableRegistry.Entry entry(TableId table, String state, String kind) {
        return new TableRegistry.Entry(
                "merges", table.toString(), "it_merges", table.table(), DATABASE, table.table(), kind, state, "");
    }

    @Test
    void eachLoadedTableWithAViewIsMergedWhileNoLoadRuns() throws Exception {
        CompleteMerges merges = new CompleteMerges(config(), Lease.ALWAYS, problems::add);
        merges.loaded(FIRST);
        merges.loaded(SECOND);
        merges.loaded(THIRD);
        merges.idle(false);
        Thread.sleep(500);
        assertThat(parts(FIRST)).isEqualTo(3);

        merges.idle(true);
        awaitMerged(FIRST);
        awaitMerged(SECOND);
        assertThat(parts(THIRD)).as("another table has its name now").isEqualTo(3);
        assertThat(problems).isEmpty();

        insert(FIRST);
        merges.idle(true);
        Thread.sleep(500);
        assertThat(parts(FIRST)).as("once").isEqualTo(2);
    }

    @Test
    void aControllerThatIsNotTheActiveOneMergesNothing() throws Exception {
        RevocableLease lease = new RevocableLease(Lease.ALWAYS);
        lease.revoke();
        CompleteMerges merges = new CompleteMerges(config(), lease, problems::add);
        merges.loaded(FIRST);
        merges.idle(true);
        Thread.sleep(500);
        assertThat(parts(FIRST)).isEqualTo(3);
        assertThat(problems).isEmpty();
    }

    @Test
    void tablesThatRestAreMergedWithinABudget() throws Exception {
        CompleteMerges merges =
                new CompleteMerges(config(), resting(Duration.ofSeconds(2), 300), Lease.ALWAYS, problems::add);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    merges.idle(true);
                    assertThat(parts(FIRST)).isEqualTo(1);
                    assertThat(parts(SECOND)).isEqualTo(1);
                });
        assertThat(parts(THIRD)).as("another table has its name now").isEqualTo(3);

        insert(FIRST);
        look(merges, Duration.ofSeconds(4));
        assertThat(parts(FIRST)).as("it was merged just now").isEqualTo(2);
        assertThat(problems).isEmpty();
    }

    @Test
    void tablesThatChangeOrAreSmallAreLeftAlone() throws Exception {
        look(
                new CompleteMerges(config(), resting(Duration.ofHours(1), 300), Lease.ALWAYS, problems::add),
                Duration.ofSeconds(2));
        look(
                new CompleteMerges(config(), resting(Duration.ZERO, 301), Lease.ALWAYS, problems::add),
                Duration.ofSeconds(2));
        CompleteMerges loading = new CompleteMerges(config(), resting(Duration.ZERO, 300), Lease.ALWAYS, problems::add);
        loading.idle(false);
        Thread.sleep(500);
        assertThat(parts(FIRST)).isEqualTo(3);
        assertThat(parts(SECOND)).isEqualTo(3);
        assertThat(problems).isEmpty();
    }

    @Test
    void littleThatWasAddedTablesWithoutAKeyAndAlteredOnesAreLeftAlone() throws Exception {
        String first = Identifiers.quote(DATABASE, FIRST.table());
        client.execute("OPTIMIZE TABLE " + first + " FINAL");
        client.execute("INSERT INTO " + first + " SELECT number, 1 FROM numbers(400, 400)");
        client.execute("OPTIMIZE TABLE " + first + " FINAL");
        client.execute("INSERT INTO " + first + " VALUES (1, 2)");
        new TableRegistry(client).write(List.of(entry(SECOND, TableRegistry.Entry.LIVE, "append-only")));
        new TableRegistry(client).write(List.of(entry(THIRD, TableRegistry.Entry.LIVE)));
        String third = Identifiers.quote(DATABASE, THIRD.table());
        client.execute("SYSTEM STOP MERGES " + third);
        client.execute("ALTER TABLE " + third + " ADD COLUMN more Int32");
        client.execute("ALTER TABLE " + third + " UPDATE more = 1 WHERE true SETTINGS mutations_sync = 0");
        try {
            CompleteMerges merges =
                    new CompleteMerges(config(), resting(Duration.ZERO, 1), Lease.ALWAYS, problems::add);
            look(merges, Duration.ofSeconds(2));
            assertThat(parts(FIRST)).isEqualTo(2);
            assertThat(parts(SECOND)).isEqualTo(3);
            assertThat(parts(THIRD)).isEqualTo(3);

            client.execute("INSERT INTO " + first + " VALUES (2, 2), (3, 2)");
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> {
                        merges.idle(true);
                        assertThat(parts(FIRST)).isEqualTo(1);
                    });
        } finally {
            client.execute("SYSTEM START MERGES " + third);
        }
        assertThat(problems).isEmpty();
    }

    private static CompleteMerges.Resting resting(Duration quiet, long rows) {
        return new CompleteMerges.Resting(quiet, rows, Duration.ofMillis(100));
    }

    /** As the controller does, several times a second. */
    private static void look(CompleteMerges merges, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            merges.idle(true);
            Thread.sleep(50);
        }
    }

    @Test
    void aFailureIsSaidOnceAndLaterTablesAreMergedAllTheSame() throws Exception {
        client.execute("RENAME TABLE millrace.tables TO millrace.tables_away");
        CompleteMerges merges = new CompleteMerges(config(), Lease.ALWAYS, problems::add);
        try {
            merges.loaded(FIRST);
            merges.loaded(SECOND);
            merges.idle(true);
            await().atMost(Duration.ofSeconds(20)).until(() -> !problems.isEmpty());
            Thread.sleep(500);
        } finally {
            client.execute("RENAME TABLE millrace.tables_away TO millrace.tables");
        }
        assertThat(problems).singleElement().asString().contains("table public.first were not merged");

        merges.loaded(FIRST);
        merges.idle(true);
        awaitMerged(FIRST);
    }

    private void insert(TableId table) {
        client.execute(
                "INSERT INTO " + Identifiers.quote(DATABASE, table.table()) + " SELECT number, 4 FROM numbers(100)");
    }

    private void awaitMerged(TableId table) {
        await(table + " is merged")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(parts(table)).isEqualTo(1));
    }

    private long parts(TableId table) {
        return client
                .query(
                        "SELECT toString(count()) AS n FROM system.parts WHERE active AND database = {database:String}"
                                + " AND table = {table:String}",
                        Map.of("database", DATABASE, "table", table.table()))
                .stream()
                .mapToLong(row -> Long.parseLong(row.text("n")))
                .sum();
    }

    private Config config() throws IOException {
        Path file = folder.resolve("millrace.yaml");
        Files.writeString(
                file,
                "source: {name: merges, url: 'postgresql://u@127.0.0.1/x'}\nwarehouse: {url: '" + CLICKHOUSE.url()
                        + "'}\n");
        return ConfigReader.read(file, Map.of());
    }
}
