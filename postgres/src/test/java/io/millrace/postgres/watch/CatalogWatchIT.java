package io.millrace.postgres.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CatalogWatchIT {
    private static final String PUBLICATION = "watched";
    private static final String FEBRUARY = " FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')";
    private static final String MARCH = " FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')";

    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    private @Nullable Connection connection;
    private @Nullable CatalogWatch watch;
    private String memory = "";
    private int renewals;

    @BeforeEach
    void tables() throws Exception {
        POSTGRES.execute(
                "CREATE PUBLICATION watched FOR ALL TABLES WITH (publish_via_partition_root = true"
                        + (POSTGRES.version() < 18 ? "" : ", publish_generated_columns = stored") + ")",
                "CREATE TABLE days (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
                "CREATE TABLE days_2 PARTITION OF days" + FEBRUARY,
                "INSERT INTO days VALUES (1, '2026-01-05', 'one'), (2, '2026-02-06', 'two')",
                "CREATE TABLE t (id int PRIMARY KEY, a text)",
                "INSERT INTO t VALUES (1, 'one')",
                "CREATE TABLE narrow (id int PRIMARY KEY)",
                "INSERT INTO narrow VALUES (1)");
        connection = PostgresUrl.parse(POSTGRES.url()).connect();
        watch = new CatalogWatch(connection, PUBLICATION, "", ColumnRules.NONE, this::renew);
        assertThat(watch.remembers()).isFalse();
        look();
    }

    private void renew() {
        renewals++;
    }

    @AfterEach
    void cleanUp() throws Exception {
        requireNonNull(connection).close();
        POSTGRES.execute("DROP PUBLICATION watched", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    private CatalogWatch.Seen look() throws Exception {
        CatalogWatch.Seen seen = requireNonNull(watch).look();
        if (seen.catalogChanged()) {
            memory = seen.memory();
        }
        return seen;
    }

    /** Names of the tables that must be loaded again after some statements, each of which commits on its own. */
    private List<String> resyncsAfter(String... statements) throws Exception {
        POSTGRES.execute(statements);
        return names(look());
    }

    private List<String> resyncsAfterTransaction(String... statements) throws Exception {
        return resyncsAfter("BEGIN; " + String.join("; ", statements) + "; COMMIT");
    }

    private static List<String> names(CatalogWatch.Seen seen) {
        return seen.resyncs().stream().map(each -> each.table().table()).toList();
    }

    @Test
    void ordinaryChangesAreInTheStream() throws Exception {
        assertThat(resyncsAfter(
                        "INSERT INTO days VALUES (3, '2026-02-07', 'three')",
                        "DELETE FROM days WHERE id = 2",
                        "TRUNCATE t",
                        "INSERT INTO t VALUES (2, 'two')",
                        "CREATE TABLE another (id int PRIMARY KEY, a text)",
                        "INSERT INTO another VALUES (1, 'one')",
                        "CREATE TABLE serials (id serial PRIMARY KEY, a text)",
                        "INSERT INTO serials (a) VALUES ('one')",
                        "ALTER TABLE serials ADD COLUMN b int",
                        "ALTER TABLE t ADD COLUMN b int DEFAULT 7",
                        "VACUUM FULL days_1",
                        "VACUUM FULL narrow",
                        "VACUUM FULL t",
                        "CLUSTER days_1 USING days_1_pkey",
                        "DROP TABLE narrow"))
                .isEmpty();
        assertThat(look().catalogChanged()).isFalse();
    }

    @Test
    void tablesWhoseCompositeTypesChangeAreAnnounced() throws Exception {
        POSTGRES.execute(
                "CREATE TYPE place AS (street text, number int)",
                "CREATE TYPE pair AS (one place, more place[])",
                "CREATE DOMAIN pairs AS pair",
                "CREATE TABLE rows_of (id int PRIMARY KEY, a int)",
                "CREATE TABLE plain_place (id int PRIMARY KEY, p place)",
                "CREATE TABLE nested_place (id int PRIMARY KEY, p pairs, l pairs[])",
                "CREATE TABLE of_rows (id int PRIMARY KEY, r rows_of[])");
        look();
        assertThat(announcedAfter("ALTER TYPE place ADD ATTRIBUTE zip text"))
                .containsExactly("plain_place", "nested_place");
        assertThat(announcedAfter("ALTER TYPE place RENAME ATTRIBUTE zip TO code"))
                .containsExactly("plain_place", "nested_place");
        assertThat(announcedAfter("ALTER TYPE place DROP ATTRIBUTE code, ADD ATTRIBUTE code text"))
                .containsExactly("plain_place", "nested_place");
        assertThat(announcedAfter("ALTER TYPE pair DROP ATTRIBUTE more")).containsExactly("nested_place");
        assertThat(announcedAfter("ALTER TABLE rows_of ADD COLUMN b int")).containsExactly("rows_of", "of_rows");
        assertThat(announcedAfter("CREATE TYPE other AS (a int)", "ALTER TYPE other ADD ATTRIBUTE b int"))
                .isEmpty();
        POSTGRES.execute("DROP TABLE plain_place, nested_place, of_rows", "DROP TYPE place CASCADE");
    }

    private List<String> announcedAfter(String... statements) throws Exception {
        POSTGRES.execute(statements);
        return look().announced().stream()
                .map(relation -> RelationText.table(relation).table())
                .toList();
    }

    @Test
    void aPartitionMadeAsOneNeedsNothingHoweverQuicklyItIsFilled() throws Exception {
        assertThat(resyncsAfterTransaction(
                        "CREATE TABLE days_3 PARTITION OF days" + MARCH,
                        "INSERT INTO days VALUES (3, '2026-03-05', 'three')"))
                .isEmpty();
        assertThat(resyncsAfter("DROP TABLE days_3", "CREATE TABLE days_3 PARTITION OF days" + MARCH))
                .containsExactly("days");
    }

    @Test
    void anEmptyPartitionIsAttachedAndDetachedForNothing() throws Exception {
        assertThat(resyncsAfter(
                        "CREATE TABLE days_3 (LIKE days INCLUDING ALL)",
                        "ALTER TABLE days ATTACH PARTITION days_3" + MARCH))
                .isEmpty();
        assertThat(resyncsAfter("ALTER TABLE days DETACH PARTITION days_3")).containsExactly("days_3");
    }

    @Test
    void aFilledPartitionIsAttached() throws Exception {
        POSTGRES.execute(
                "CREATE TABLE days_3 (LIKE days INCLUDING ALL)",
                "INSERT INTO days_3 VALUES (3, '2026-03-05', 'three')");
        look();

        assertThat(resyncsAfter("ALTER TABLE days ATTACH PARTITION days_3" + MARCH))
                .containsExactly("days");
    }

    @Test
    void aPartitionIsMadeFilledAndAttachedBetweenTwoLooks() throws Exception {
        assertThat(resyncsAfterTransaction(
                        "CREATE TABLE days_3 (LIKE days INCLUDING ALL)",
                        "INSERT INTO days_3 VALUES (3, '2026-03-05', 'three')",
                        "ALTER TABLE days ATTACH PARTITION days_3" + MARCH))
                .containsExactly("days");
        assertThat(resyncsAfter(
                        "CREATE TABLE days_4 (LIKE days INCLUDING ALL)",
                        "INSERT INTO days_4 VALUES (4, '2026-04-05', 'four')",
                        "ALTER TABLE days ATTACH PARTITION days_4 FOR VALUES FROM ('2026-04-01') TO ('2026-05-01')"))
                .containsExactly("days");
    }

    @Test
    void aPartitionIsDetachedAndIsATableOfItsOwn() throws Exception {
        assertThat(resyncsAfter("ALTER TABLE days DETACH PARTITION days_2")).containsExactly("days", "days_2");
    }

    @Test
    void aPartitionIsMadeFilledAndDetachedBetweenTwoLooks() throws Exception {
        assertThat(resyncsAfterTransaction(
                        "CREATE TABLE days_3 PARTITION OF days" + MARCH,
                        "INSERT INTO days VALUES (3, '2026-03-05', 'three')",
                        "ALTER TABLE days DETACH PARTITION days_3"))
                .containsExactly("days_3");
        assertThat(resyncsAfter(
                        "CREATE TABLE days_4 PARTITION OF days FOR VALUES FROM ('2026-04-01') TO ('2026-05-01')",
                        "INSERT INTO days VALUES (4, '2026-04-05', 'four')",
                        "ALTER TABLE days DETACH PARTITION days_4"))
                .containsExactly("days_4");
    }

    /** Each check queries the catalog several times, longer if there is more to announce. */
    @Test
    void aPartitionIsDetachedDuringALook() throws Exception {
        POSTGRES.execute(
                "DO 'BEGIN FOR i IN 1..300 LOOP EXECUTE format(''CREATE TABLE many_%s (id int)'', i); END LOOP; END'");
        for (int i = 0; i < 20; i++) {
            POSTGRES.execute(
                    "CREATE TABLE days_3 PARTITION OF days" + MARCH,
                    "INSERT INTO days VALUES (3, '2026-03-05', 'three')");
            look();
            var later = CompletableFuture.delayedExecutor(i * 5L, TimeUnit.MILLISECONDS);
            var detached = CompletableFuture.runAsync(
                    () -> POSTGRES.execute("ALTER TABLE days DETACH PARTITION days_3"), later);
            List<String> resyncs = new ArrayList<>();
            while (!detached.isDone()) {
                resyncs.addAll(resyncsAfter("ALTER TABLE t ALTER a SET DEFAULT 'a'"));
            }
            resyncs.addAll(names(look()));

            assertThat(resyncs).contains("days", "days_3");
            POSTGRES.execute("DROP TABLE days_3");
            look();
        }
    }

    @Test
    void theReaderOfAnOlderServerRestartsWhereNamesHavePassed() throws Exception {
        POSTGRES.execute("CREATE SCHEMA former", "CREATE TABLE former.t (id int PRIMARY KEY)");
        look();
        POSTGRES.execute("ALTER TABLE t ADD COLUMN b int", "ALTER TABLE t RENAME TO u");
        look();
        assertThat(renewals).isZero();

        POSTGRES.execute("ALTER SCHEMA former RENAME TO latter");
        look();
        POSTGRES.execute("DROP SCHEMA latter CASCADE");
        look();
        assertThat(renewals).isEqualTo(POSTGRES.version() < 16 ? 1 : 0);

        POSTGRES.execute("ALTER TABLE days DETACH PARTITION days_2");
        look();
        POSTGRES.execute("CREATE TABLE days_3 PARTITION OF days" + MARCH);
        look();
        assertThat(renewals).isEqualTo(POSTGRES.version() < 15 ? 2 : POSTGRES.version() < 16 ? 1 : 0);
    }

    @Test
    void aPartitionIsDroppedOrTruncated() throws Exception {
        assertThat(resyncsAfter("TRUNCATE days_2")).containsExactly("days");
        assertThat(resyncsAfterTransaction("TRUNCATE days_1", "INSERT INTO days VALUES (9, '2026-01-09', 'nine')"))
                .containsExactly("days");
        assertThat(resyncsAfter("DROP TABLE days_2")).containsExactly("days");
    }

    @Test
    void partitionsOfPartitionsBelongToTheRoot() throws Exception {
        POSTGRES.execute(
                "CREATE TABLE march (LIKE days INCLUDING ALL) PARTITION BY RANGE (day)",
                "CREATE TABLE march_1 PARTITION OF march FOR VALUES FROM ('2026-03-01') TO ('2026-03-15')",
                "INSERT INTO march VALUES (3, '2026-03-05', 'three')");
        look();

        assertThat(resyncsAfter("ALTER TABLE days ATTACH PARTITION march" + MARCH))
                .containsExactly("days");
        assertThat(resyncsAfter("TRUNCATE march_1")).containsExactly("days");
        POSTGRES.execute("INSERT INTO days VALUES (3, '2026-03-05', 'three')");
        assertThat(resyncsAfter("ALTER TABLE days DETACH PARTITION march")).containsExactly("days", "march");
    }

    @Test
    void aTableIsUnloggedForAWhile() throws Exception {
        assertThat(resyncsAfter(
                        "ALTER TABLE t SET UNLOGGED", "INSERT INTO t VALUES (2, 'unseen')", "ALTER TABLE t SET LOGGED"))
                .containsExactly("t");
        assertThat(resyncsAfter("ALTER TABLE narrow SET UNLOGGED")).isEmpty();
        assertThat(resyncsAfter("INSERT INTO narrow VALUES (2)", "ALTER TABLE narrow SET LOGGED"))
                .containsExactly("narrow");
        assertThat(resyncsAfterTransaction(
                        "ALTER TABLE narrow SET UNLOGGED",
                        "INSERT INTO narrow VALUES (3)",
                        "ALTER TABLE narrow SET LOGGED"))
                .containsExactly("narrow");
        assertThat(resyncsAfter(
                        "CREATE UNLOGGED TABLE fresh (id int PRIMARY KEY)",
                        "INSERT INTO fresh VALUES (1)",
                        "ALTER TABLE fresh SET LOGGED"))
                .containsExactly("fresh");
    }

    @Test
    void aValueOfAnEnumIsRenamedWhereverTheTypeIsUsed() throws Exception {
        POSTGRES.execute(
                "CREATE TYPE state AS ENUM ('new', 'done')",
                "CREATE DOMAIN known AS state NOT NULL",
                "CREATE TYPE pair AS (n int, states state[])",
                "CREATE TYPE span AS RANGE (subtype = state)",
                "CREATE TABLE direct (id int PRIMARY KEY, v state)",
                "CREATE TABLE listed (id int PRIMARY KEY, v state[])",
                "CREATE TABLE of_domain (id int PRIMARY KEY, v known)",
                "CREATE TABLE of_pair (id int PRIMARY KEY, v pair[])",
                "CREATE TABLE of_span (id int PRIMARY KEY, v span)");
        look();

        assertThat(resyncsAfter("ALTER TYPE state ADD VALUE 'half' BEFORE 'done'"))
                .isEmpty();
        assertThat(resyncsAfter("ALTER TYPE state RENAME VALUE 'done' TO 'finished'"))
                .containsExactly("direct", "listed", "of_domain", "of_pair", "of_span");
    }

    @Test
    void anotherExpressionRewritesTheColumn() throws Exception {
        POSTGRES.execute(
                "CREATE TABLE sums (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED)",
                "INSERT INTO sums VALUES (1, 1)");
        look();

        if (POSTGRES.version() >= 17) {
            assertThat(resyncsAfter("ALTER TABLE sums ALTER COLUMN twice SET EXPRESSION AS (n * 3)"))
                    .isEqualTo(POSTGRES.version() < 18 ? List.of() : List.of("sums"));
        }
        assertThat(resyncsAfter("ALTER TABLE sums ALTER COLUMN twice DROP EXPRESSION"))
                .isEqualTo(POSTGRES.version() < 18 ? List.of("sums") : List.of());
    }

    @Test
    void whatHappensWhileNobodyWatchesIsSeenByTheNextWatch() throws Exception {
        POSTGRES.execute("ALTER TABLE days DETACH PARTITION days_2", "DROP TABLE narrow");

        try (Connection later = PostgresUrl.parse(POSTGRES.url()).connect()) {
            CatalogWatch next = new CatalogWatch(later, PUBLICATION, memory, ColumnRules.NONE, this::renew);
            assertThat(next.remembers()).isTrue();
            CatalogWatch.Seen seen = next.look();

            assertThat(names(seen)).containsExactly("days", "days_2");
            assertThat(seen.announced()).hasSize(4);
            assertThat(seen.announced().get(3)).contains("\"table\":\"narrow\"", "\"gone\":true");
        }
    }

    @Test
    void ofTablesThatTheWarehouseShowsThoseAreAnnouncedThatAreGone() throws Exception {
        try (Connection here = PostgresUrl.parse(POSTGRES.url()).connect()) {
            String oid =
                    new Session(here).text("SELECT 't'::regclass::oid::text").orElseThrow();
            TableId gone = new TableId("public", "gone");

            assertThat(requireNonNull(watch)
                            .announceGone(Map.of(Long.valueOf(oid), new TableId("public", "t"), 4_000_000_000L, gone)))
                    .isEqualTo(Map.of(4_000_000_000L, gone));
            assertThat(requireNonNull(watch).announceGone(Map.of())).isEmpty();
        }
    }

    @Test
    void theMemoryOfAnotherSourceOrNoneIsNone() throws Exception {
        try (Connection later = PostgresUrl.parse(POSTGRES.url()).connect()) {
            assertThat(new CatalogWatch(later, "another", memory, ColumnRules.NONE, this::renew).remembers())
                    .isFalse();
            assertThat(new CatalogWatch(later, PUBLICATION, "{", ColumnRules.NONE, this::renew).remembers())
                    .isFalse();
        }
    }

    @Test
    void aUserWhoMayOnlyConnectCanWatch() throws Exception {
        String role = POSTGRES.database() + "_watcher";
        POSTGRES.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'p'");
        try (Connection poor = PostgresUrl.parse(POSTGRES.url()).as(role, "p").connect()) {
            CatalogWatch next = new CatalogWatch(poor, PUBLICATION, memory, ColumnRules.NONE, this::renew);
            POSTGRES.execute("VACUUM FULL days_1");

            // Whether it still has the rows cannot be read: in doubt it is loaded again.
            assertThat(next.remembers()).isTrue();
            assertThat(names(next.look())).containsExactly("days");
        } finally {
            POSTGRES.execute("DROP ROLE " + role);
        }
    }

    @Test
    void aTableThatBecomesAPartitionIsGoneUntilItIsDetached() throws Exception {
        POSTGRES.execute(
                "CREATE TABLE march (id int NOT NULL, day date NOT NULL, a text, PRIMARY KEY (id, day))",
                "CREATE TABLE bare ()");
        look();
        POSTGRES.execute("ALTER TABLE days ATTACH PARTITION march" + MARCH);
        assertThat(look().announced().stream().filter(relation -> relation.contains("\"gone\":true")))
                .singleElement()
                .satisfies(
                        relation -> assertThat(RelationText.table(relation)).isEqualTo(new TableId("public", "march")));

        POSTGRES.execute("ALTER TABLE days DETACH PARTITION march", "ALTER TABLE bare ADD COLUMN a int");
        CatalogWatch.Seen seen = look();
        assertThat(seen.announced().stream().map(RelationText::table))
                .contains(new TableId("public", "march"), new TableId("public", "bare"));
        assertThat(names(seen)).contains("bare");
    }
}
