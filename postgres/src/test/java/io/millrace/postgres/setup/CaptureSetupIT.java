package io.millrace.postgres.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.core.event.TableId;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.Session;
import io.millrace.postgres.catalog.SourceTables;
import io.millrace.postgres.catalog.TableRowCount;
import io.millrace.postgres.probe.LogicalMessages;
import io.millrace.postgres.probe.SlotProbe;
import io.millrace.postgres.probe.SlotState;
import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CaptureSetupIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    private static final TableId ORDERS = new TableId("public", "orders");
    private static final TableId ITEMS = new TableId("Odd Schema", "Order \"Items\"");

    private String slot = "";
    private PostgresUrl url = new PostgresUrl("", 0, "", "", "", Map.of());

    @BeforeEach
    void tables() {
        url = PostgresUrl.parse(POSTGRES.url());
        slot = "millrace_" + POSTGRES.database();
        POSTGRES.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT g, 'n' FROM generate_series(1, 100) g",
                "CREATE SCHEMA \"Odd Schema\"",
                "CREATE TABLE \"Odd Schema\".\"Order \"\"Items\"\"\" (id int PRIMARY KEY)");
    }

    @AfterEach
    void cleanUp() {
        POSTGRES.execute(
                "DROP PUBLICATION IF EXISTS " + slot,
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + slot + "'",
                "DROP TABLE orders, \"Odd Schema\".\"Order \"\"Items\"\"\" CASCADE",
                "DROP TABLE IF EXISTS keyless, measures",
                "DROP SCHEMA \"Odd Schema\"");
        for (String role : List.of(slot + "_capture", slot + "_poor")) {
            POSTGRES.execute("DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role
                    + "') THEN DROP OWNED BY " + role + "; DROP ROLE " + role + "; END IF; END $$");
        }
    }

    private CaptureRequest request(List<String> tables, List<String> exclude, boolean withRole) {
        return new CaptureRequest(
                slot,
                slot,
                tables,
                exclude,
                withRole ? Optional.of(new CaptureRequest.Role(slot + "_capture", "it's a secret")) : Optional.empty());
    }

    @Test
    void aSuperuserGetsARoleAPublicationOfEveryTableAndASlot() throws SQLException {
        CaptureReady ready = new CaptureSetup(url).prepare(request(List.of(), List.of(), true));

        assertThat(ready.slotCreated()).isTrue();
        try (Connection connection = url.connect()) {
            // A column since Postgres 17.
            String failover = "SELECT to_jsonb(s) ->> 'failover' FROM pg_replication_slots s WHERE slot_name = ?";
            assertThat(new Session(connection).text(failover, slot).orElse("none"))
                    .isEqualTo(POSTGRES.version() < 17 ? "none" : "true");
        }
        assertThat(ready.everyTable()).isTrue();
        assertThat(ready.tables()).containsExactlyInAnyOrder(ITEMS, ORDERS);
        assertThat(ready.warnings()).isEmpty();
        assertThat(ready.url().user()).isEqualTo(slot + "_capture");
        try (Connection connection = ready.url().connect()) {
            assertThat(new Session(connection).number("SELECT count(*) FROM orders"))
                    .isEqualTo(100);
            assertThatThrownBy(() -> new Session(connection).execute("DELETE FROM orders"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void aSecondPreparationChangesNothing() throws SQLException {
        new CaptureSetup(url).prepare(request(List.of(), List.of(), true));
        CaptureReady again = new CaptureSetup(url).prepare(request(List.of(), List.of(), true));

        assertThat(again.slotCreated()).isFalse();
        assertThat(again.tables()).containsExactlyInAnyOrder(ITEMS, ORDERS);
    }

    @Test
    void aSlotThatHasLostItsWalIsCreatedAgain() throws Exception {
        CaptureSetup setup = new CaptureSetup(url);
        assertThat(setup.prepare(request(List.of(), List.of(), false)).slotCreated())
                .isTrue();
        POSTGRES.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
        try (Connection connection = url.connect()) {
            Session session = new Session(connection);
            String lost = "SELECT wal_status = 'lost' FROM pg_replication_slots WHERE slot_name = ?";
            for (int segment = 0; segment < 20 && !session.truth(lost, slot); segment++) {
                POSTGRES.execute(
                        "SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000))",
                        "SELECT pg_switch_wal()",
                        "CHECKPOINT");
            }
            assertThat(session.truth(lost, slot)).isTrue();

            assertThat(setup.prepare(request(List.of(), List.of(), false)).slotCreated())
                    .isTrue();
            assertThat(session.truth(lost, slot)).isFalse();
        } finally {
            POSTGRES.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void patternsMakeAPublicationOfTheMatchingTablesThatFollowsThem() throws SQLException {
        CaptureReady one = new CaptureSetup(url).prepare(request(List.of("public.*"), List.of(), true));
        assertThat(one.everyTable()).isFalse();
        assertThat(one.tables()).containsExactly(ORDERS);
        try (Connection connection = one.url().connect()) {
            assertThatThrownBy(() -> new Session(connection).execute("TABLE \"Odd Schema\".\"Order \"\"Items\"\"\""))
                    .hasMessageContaining("permission denied");
        }

        CaptureReady other = new CaptureSetup(url).prepare(request(List.of(), List.of("public.*"), true));
        assertThat(other.tables()).containsExactly(ITEMS);
    }

    @Test
    void aTableWithoutIdentityStaysWritableAndIsNamed() throws SQLException {
        POSTGRES.execute("CREATE TABLE keyless (a int)", "INSERT INTO keyless VALUES (1)", "UPDATE keyless SET a = 1");

        CaptureReady ready = new CaptureSetup(url).prepare(request(List.of(), List.of(), false));
        POSTGRES.execute("UPDATE keyless SET a = 2");

        assertThat(ready.tables()).containsExactlyInAnyOrder(ITEMS, ORDERS);
        assertThat(ready.everyTable()).isFalse();
        assertThat(String.join(" ", ready.warnings()))
                .contains("public.keyless", "ALTER TABLE \"public\".\"keyless\" REPLICA IDENTITY FULL");
    }

    @Test
    void aTableWithoutIdentityThatIsOnlyInsertedIntoIsCapturedAndNamed() throws SQLException {
        POSTGRES.execute("CREATE TABLE appended (a int)", "INSERT INTO appended VALUES (1)");

        CaptureReady ready = new CaptureSetup(url).prepare(request(List.of(), List.of(), false));

        assertThat(ready.tables()).contains(new TableId("public", "appended"));
        assertThat(ready.everyTable()).isTrue();
        assertThat(String.join(" ", ready.warnings()))
                .contains("append-only: public.appended", "ALTER TABLE \"public\".\"appended\" REPLICA IDENTITY FULL");
    }

    @Test
    void aPartitionedTableIsCapturedAsItsRoot() throws SQLException {
        POSTGRES.execute(
                "CREATE TABLE measures (at date PRIMARY KEY) PARTITION BY RANGE (at)",
                "CREATE TABLE measures_2026 PARTITION OF measures FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "INSERT INTO measures VALUES ('2026-05-05')");

        CaptureReady ready = new CaptureSetup(url).prepare(request(List.of("*.measures*"), List.of(), false));

        assertThat(ready.tables()).containsExactly(new TableId("public", "measures"));
        try (Connection connection = url.connect()) {
            assertThat(new SourceTables(connection, slot, 1000, Duration.ofSeconds(5)).rows())
                    .containsExactly(new TableRowCount(new TableId("public", "measures"), 1, true));
        }
    }

    @Test
    void storedGeneratedColumnsArePublishedAlsoByAPublicationOfBefore() throws SQLException {
        assumeThat(POSTGRES.version()).isGreaterThanOrEqualTo(18);
        POSTGRES.execute("CREATE PUBLICATION " + slot + " FOR TABLE orders");

        new CaptureSetup(url).prepare(request(List.of("public.orders"), List.of(), false));

        try (Connection connection = url.connect()) {
            assertThat(new Session(connection)
                            .text("SELECT pubgencols FROM pg_publication WHERE pubname = '" + slot + "'"))
                    .contains("s");
        }
    }

    @Test
    void whatAPoorUserMayNotDoIsAStatementToRun() throws SQLException {
        POSTGRES.execute("CREATE ROLE " + slot + "_poor LOGIN PASSWORD 'p'");
        CaptureSetup poor = new CaptureSetup(url.as(slot + "_poor", "p"));

        assertThatThrownBy(() -> poor.prepare(request(List.of(), List.of(), true)))
                .isInstanceOf(SourceNotReady.class)
                .hasMessageContaining("CREATE PUBLICATION \"" + slot + "\" FOR ALL TABLES WITH (publish");
        POSTGRES.execute("CREATE PUBLICATION " + slot + " FOR ALL TABLES WITH (publish_via_partition_root = true)");

        assertThatThrownBy(() -> poor.prepare(request(List.of(), List.of(), true)))
                .isInstanceOf(SourceNotReady.class)
                .hasMessageContaining("ALTER ROLE \"" + slot + "_poor\" REPLICATION;");
        POSTGRES.execute("ALTER ROLE \"" + slot + "_poor\" REPLICATION;");

        assertThatThrownBy(() -> poor.prepare(request(List.of(), List.of(), true)))
                .isInstanceOf(SourceNotReady.class)
                .hasMessageContaining("GRANT pg_read_all_data TO \"" + slot + "_poor\"");
        POSTGRES.execute("GRANT pg_read_all_data TO \"" + slot + "_poor\"");

        CaptureReady ready = poor.prepare(request(List.of(), List.of(), true));
        assertThat(ready.slotCreated()).isTrue();
        assertThat(ready.url().user()).isEqualTo(slot + "_poor");
        assertThat(String.join(" ", ready.warnings())).contains("may not create the role");
    }

    @Test
    void aSlotOfAnotherPluginIsLeftAlone() throws SQLException {
        POSTGRES.execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'test_decoding')");

        assertThatThrownBy(() -> new CaptureSetup(url).prepare(request(List.of(), List.of(), false)))
                .isInstanceOf(SourceNotReady.class)
                .hasMessageContaining("belongs to another plug-in or database");
    }

    @Test
    void theProbeShowsHowFarTheSlotIsBehind() throws SQLException {
        new CaptureSetup(url).prepare(request(List.of(), List.of(), false));
        try (Connection connection = url.connect()) {
            SlotProbe probe = new SlotProbe(connection, slot);
            long before = probe.sample().orElseThrow().lagBytes();

            long lsn = new LogicalMessages(connection).barrier();

            SlotState sample = probe.sample().orElseThrow();
            assertThat(sample.active()).isFalse();
            assertThat(sample.walStatus()).isEqualTo("reserved");
            assertThat(sample.lagBytes()).isGreaterThan(before);
            assertThat(sample.retainedBytes()).isGreaterThanOrEqualTo(sample.lagBytes());
            assertThat(sample.currentLsn()).isGreaterThanOrEqualTo(lsn);
            assertThat(sample.confirmedFlushLsn()).isLessThan(lsn);
            assertThat(new SlotProbe(connection, "no_such_slot").sample()).isEmpty();
        }
    }

    @Test
    void smallTablesAreCountedAndLargeOnesEstimated() throws SQLException {
        new CaptureSetup(url).prepare(request(List.of("public.orders"), List.of(), false));
        POSTGRES.execute("ANALYZE orders");
        try (Connection connection = url.connect()) {
            assertThat(new SourceTables(connection, slot, 1000, Duration.ofSeconds(5)).rows())
                    .containsExactly(new TableRowCount(ORDERS, 100, true));
            assertThat(new SourceTables(connection, slot, 10, Duration.ofSeconds(5)).rows())
                    .containsExactly(new TableRowCount(ORDERS, 100, false));
        }
    }
}
