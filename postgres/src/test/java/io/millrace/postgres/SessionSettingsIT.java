package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What sessions set themselves, and what they may read. */
class SessionSettingsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @Test
    void defaultsOfARoleChangeNoText() throws Exception {
        PostgresUrl url = PostgresUrl.parse(POSTGRES.url());
        POSTGRES.execute(
                "CREATE ROLE hostile LOGIN PASSWORD 'p'",
                "ALTER ROLE hostile SET extra_float_digits = -5",
                "ALTER ROLE hostile SET DateStyle = 'German'",
                "ALTER ROLE hostile SET IntervalStyle = 'iso_8601'",
                "ALTER ROLE hostile SET bytea_output = 'escape'",
                "ALTER ROLE hostile SET TimeZone = 'Asia/Kathmandu'",
                "ALTER ROLE hostile SET quote_all_identifiers = on",
                "ALTER ROLE hostile SET search_path = nowhere",
                "ALTER ROLE hostile SET statement_timeout = 1",
                "ALTER ROLE hostile SET default_transaction_isolation = 'serializable'");
        try (Connection connection = url.as("hostile", "p").connect()) {
            List<String> row = new Session(connection).rows("""
                            SELECT 123456789.12345679::float8, timestamptz '2026-03-04 05:06:07+00', interval '1 day 00:00:01',
                                '\\x00ff'::bytea, 'pg_class'::regclass, current_setting('search_path'),
                                current_setting('statement_timeout'), current_setting('transaction_isolation'), pg_sleep(0.05)""").get(0);
            assertThat(row.subList(0, 8))
                    .containsExactly(
                            "123456789.12345679",
                            "2026-03-04 05:06:07+00",
                            "1 day 00:00:01",
                            "\\x00ff",
                            "pg_class",
                            "public",
                            "0",
                            "read committed");
        }
    }

    @Test
    void aRoleFromWhichRowsAreHiddenGetsTheStatementThatHelps() throws Exception {
        PostgresUrl url = PostgresUrl.parse(POSTGRES.url());
        POSTGRES.execute(
                "CREATE ROLE reader LOGIN PASSWORD 'p'",
                "CREATE ROLE owner LOGIN PASSWORD 'p'",
                "CREATE TABLE secured (id int PRIMARY KEY)",
                "ALTER TABLE secured OWNER TO owner",
                "ALTER TABLE secured ENABLE ROW LEVEL SECURITY",
                "CREATE TABLE bare ()");
        TableId secured = new TableId("public", "secured");
        try (Connection connection = url.connect()) {
            SourceTables tables = new SourceTables(connection, "none", 0, Duration.ZERO);
            long oid = tables.oid(secured);
            assertThat(tables.obstacle(secured, oid, ColumnRules.NONE, "reader").orElse(""))
                    .contains("ALTER ROLE \"reader\" BYPASSRLS;")
                    .doesNotContain("NO FORCE");
            assertThat(tables.obstacle(secured, oid, ColumnRules.NONE, "owner")).isEmpty();
            assertThat(tables.obstacle(secured, oid, ColumnRules.NONE, url.user()))
                    .isEmpty();
            assertThat(tables.obstacle(secured, oid, ColumnRules.NONE, "nobody yet"))
                    .isPresent();

            POSTGRES.execute("ALTER TABLE secured FORCE ROW LEVEL SECURITY", "ALTER ROLE reader BYPASSRLS");
            assertThat(tables.obstacle(secured, oid, ColumnRules.NONE, "reader"))
                    .isEmpty();
            assertThat(tables.obstacle(secured, oid, ColumnRules.NONE, "owner").orElse(""))
                    .contains("ALTER TABLE \"public\".\"secured\" NO FORCE ROW LEVEL SECURITY;");

            TableId bare = new TableId("public", "bare");
            assertThat(tables.obstacle(bare, tables.oid(bare), ColumnRules.NONE, "reader")
                            .orElse(""))
                    .contains("it has no columns");
        }
    }
}
