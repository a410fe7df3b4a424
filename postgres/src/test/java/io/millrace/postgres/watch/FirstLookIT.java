package io.millrace.postgres.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.PostgresUrl;
import io.millrace.testkit.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables that were created and changed between two checks: the stream may not have all of their changes. */
class FirstLookIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    private static final String ADDRESS = "CREATE TYPE address AS (street text, number int)";
    private static final String MOOD = "CREATE TYPE mood AS ENUM ('sad', 'ok')";

    @AfterEach
    void cleanUp() throws Exception {
        POSTGRES.execute("DROP PUBLICATION first_look", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    /** Names of the tables to be loaded after statements that commit by themselves, all of them between two looks. */
    private static List<String> loadedAfter(List<String> before, String... statements) throws Exception {
        POSTGRES.execute("CREATE PUBLICATION first_look FOR ALL TABLES WITH (publish_via_partition_root = true)");
        POSTGRES.execute(before.toArray(String[]::new));
        try (var connection = PostgresUrl.parse(POSTGRES.url()).connect()) {
            var watch = new CatalogWatch(connection, "first_look", "", ColumnRules.NONE, () -> {});
            watch.look();
            POSTGRES.execute(statements);
            return watch.look().resyncs().stream()
                    .map(each -> each.table().table())
                    .toList();
        }
    }

    @Test
    void attributesAndValuesOfTypesThatChangedSinceAreRead() throws Exception {
        assertThat(loadedAfter(
                        List.of(ADDRESS, MOOD),
                        "CREATE TABLE homes (id int, home address[])",
                        "CREATE TABLE moods (id int, mood mood)",
                        "CREATE TABLE empty (id int, home address)",
                        "CREATE TABLE plain (id int, v text)",
                        "INSERT INTO homes VALUES (1, '{\"(a,1)\"}')",
                        "INSERT INTO moods VALUES (1, 'ok')",
                        "INSERT INTO plain VALUES (1, 'v')",
                        "ALTER TYPE address RENAME ATTRIBUTE number TO house",
                        "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'"))
                .containsExactly("homes", "moods");
    }

    @Test
    void withinATransactionTheOrderOfStatementsDecides() throws Exception {
        assertThat(
                        loadedAfter(
                                List.of(),
                                "BEGIN; " + ADDRESS + "; " + MOOD
                                        + "; CREATE TABLE homes (id int, home address, mood mood);"
                                        + " INSERT INTO homes VALUES (1, '(a,1)', 'ok'); COMMIT",
                                "BEGIN; CREATE TYPE later AS (a int, b int); CREATE TABLE changed (id int, v later);"
                                        + " INSERT INTO changed VALUES (1, '(1,2)'); ALTER TYPE later DROP ATTRIBUTE a; COMMIT"))
                .containsExactly("changed");
    }

    @Test
    void typesThatAreOlderThanTheTableNeedNothing() throws Exception {
        assertThat(loadedAfter(
                        List.of(
                                ADDRESS,
                                MOOD,
                                "ALTER TYPE address ADD ATTRIBUTE zip text",
                                "ALTER TYPE mood ADD VALUE 'x'"),
                        "CREATE TABLE homes (id int, home address, mood mood)",
                        "INSERT INTO homes VALUES (1, '(a,1,z)', 'ok')"))
                .isEmpty();
    }

    @Test
    void partitionsMayHaveGoneBeforeTheWholeWasSeen() throws Exception {
        assertThat(loadedAfter(
                        List.of("CREATE TABLE years (day date) PARTITION BY RANGE (day)"),
                        "CREATE TABLE days (day date) PARTITION BY RANGE (day)",
                        "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
                        "INSERT INTO days VALUES ('2026-01-05')",
                        "ALTER TABLE days DETACH PARTITION days_1",
                        "DROP TABLE days_1",
                        "CREATE TABLE years_1 PARTITION OF years FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                        "INSERT INTO years VALUES ('2026-01-05')"))
                .containsExactly("days");
    }

    @Test
    void aNewPartitionThatWasEmptiedIsNotInTheStream() throws Exception {
        assertThat(loadedAfter(
                        List.of("CREATE TABLE years (day date) PARTITION BY RANGE (day)"),
                        "CREATE TABLE years_1 PARTITION OF years FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                        "INSERT INTO years VALUES ('2026-01-05')",
                        "TRUNCATE years_1"))
                .containsExactly("years");
    }
}
