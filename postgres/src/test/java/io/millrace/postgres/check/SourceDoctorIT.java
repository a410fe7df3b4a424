package io.millrace.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.CaptureSetup;
import io.millrace.testkit.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SourceDoctorIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    private String slot = "";
    private PostgresUrl url = new PostgresUrl("", 0, "", "", "", Map.of());

    @BeforeEach
    void tables() {
        url = PostgresUrl.parse(POSTGRES.url());
        slot = "doctor_" + POSTGRES.database();
        POSTGRES.execute(
                "CREATE SCHEMA ill",
                "CREATE TABLE ill.healthy (id int PRIMARY KEY, note text)",
                "CREATE TABLE ill.\"Key less\" (a int)",
                "CREATE TABLE ill.deferred (id int PRIMARY KEY DEFERRABLE)",
                "CREATE TABLE ill.nothing (id int PRIMARY KEY)",
                "ALTER TABLE ill.nothing REPLICA IDENTITY NOTHING",
                "CREATE UNLOGGED TABLE ill.fast (id int PRIMARY KEY)",
                "CREATE TABLE ill.measures (at date, v numeric, w numeric(90, 2)) PARTITION BY RANGE (at)",
                "CREATE TABLE ill.measures_2026 PARTITION OF ill.measures FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "CREATE FOREIGN DATA WRAPPER none",
                "CREATE SERVER elsewhere FOREIGN DATA WRAPPER none",
                "CREATE FOREIGN TABLE ill.far (id int) SERVER elsewhere");
    }

    @AfterEach
    void cleanUp() {
        POSTGRES.execute(
                "DROP PUBLICATION IF EXISTS " + slot,
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + slot + "'",
                "DROP SCHEMA ill CASCADE",
                "DROP FOREIGN DATA WRAPPER none CASCADE",
                dropRole(slot),
                dropRole(slot + "_capture"));
    }

    private static String dropRole(String role) {
        return "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role + "') THEN DROP OWNED BY " + role
                + "; DROP ROLE " + role + "; END IF; END $$";
    }

    private CaptureRequest request(String... tables) {
        return new CaptureRequest(
                slot,
                slot,
                List.of(tables),
                List.of(),
                Optional.of(new CaptureRequest.Role(slot + "_capture", "it's a secret")));
    }

    private static Optional<Finding> found(List<Finding> findings, String check, String subject) {
        return findings.stream()
                .filter(finding ->
                        finding.check().equals(check) && finding.subject().contains(subject))
                .findFirst();
    }

    @Test
    void aSuperusersHealthyTableHasNothingToFixAndNothingIsChanged() {
        var findings = new SourceDoctor(url).examine(request("ill.healthy"));

        assertThat(findings).noneMatch(Finding::blocks);
        // The test server's WAL is not limited; everything else is as it should be.
        assertThat(findings.stream()
                        .filter(finding -> finding.level() != Level.OK)
                        .map(Finding::check))
                .containsExactly("wal_headroom");
        assertThat(findings.stream().map(Finding::check))
                .contains("version", "wal_level", "max_replication_slots", "max_wal_senders", "rights", "publication");
        var again = new SourceDoctor(url).examine(request("ill.healthy"));
        assertThat(again).isEqualTo(findings);
    }

    @Test
    void eachTableWithAProblemIsNamedAndItsStatementFixesIt() {
        var findings = new SourceDoctor(url).examine(request("ill.*"));

        for (var table : List.of("ill.Key less", "ill.deferred", "ill.nothing", "ill.measures_2026")) {
            POSTGRES.execute(found(findings, "replica_identity", table)
                    .orElseThrow()
                    .fix()
                    .get(0));
        }
        POSTGRES.execute(
                found(findings, "not_captured", "ill.fast").orElseThrow().fix().get(0));
        assertThat(found(findings, "not_captured", "ill.far").orElseThrow().level())
                .isEqualTo(Level.NOTE);
        assertThat(found(findings, "types", "ill.measures.v").orElseThrow().text())
                .contains("Decimal(76, 38)");
        assertThat(found(findings, "types", "ill.measures.w").orElseThrow().text())
                .contains("76 digits");

        var after = new SourceDoctor(url).examine(request("ill.*"));
        assertThat(after).noneMatch(finding -> finding.check().equals("replica_identity"));
        assertThat(after).noneMatch(finding -> finding.subject().contains("ill.fast"));
    }

    @Test
    void theStatementsLetAPoorUserCapture() throws SQLException {
        POSTGRES.execute(
                "CREATE ROLE " + slot + " LOGIN PASSWORD 'p'", "ALTER TABLE ill.healthy ENABLE ROW LEVEL SECURITY");
        var poor = new SourceDoctor(url.as(slot, "p"));
        var request = request("ill.healthy");

        var findings = poor.examine(request);
        assertThat(findings.stream().filter(Finding::blocks).map(Finding::check))
                .containsExactlyInAnyOrder("rights", "rights", "row_security", "publication");

        for (var finding : findings) {
            if (!finding.check().equals("wal_headroom")) {
                finding.fix().forEach(POSTGRES::execute);
            }
        }
        assertThat(poor.examine(request).stream()
                        .filter(finding -> finding.level() != Level.OK)
                        .map(Finding::check))
                .containsExactly("wal_headroom");
        assertThat(new CaptureSetup(url.as(slot, "p")).prepare(request).slotCreated())
                .isTrue();
    }

    @Test
    void rowSecurityBlocksAndTheStatementHelpsBeforeTheRoleIsMade() throws SQLException {
        var request = request("ill.healthy");
        var role = request.role().orElseThrow().name();
        POSTGRES.execute("ALTER TABLE ill.healthy ENABLE ROW LEVEL SECURITY");

        var found = found(new SourceDoctor(url).examine(request), "row_security", "ill.healthy")
                .orElseThrow();
        assertThat(found.level()).isEqualTo(Level.BLOCKER);
        assertThat(found.text()).contains("hides rows from " + role);

        found.fix().forEach(POSTGRES::execute);
        assertThat(found(new SourceDoctor(url).examine(request), "row_security", "ill.healthy"))
                .isEmpty();
        new CaptureSetup(url).prepare(request);
        assertThat(found(new SourceDoctor(url).examine(request), "row_security", "ill.healthy"))
                .isEmpty();
    }

    @Test
    void aSlotOfAnotherPluginAndAPublicationThatLeavesRowsOutAreNamed() {
        assumeThat(POSTGRES.version()).isGreaterThanOrEqualTo(15);
        POSTGRES.execute(
                "SELECT pg_create_logical_replication_slot('" + slot + "', 'test_decoding')",
                "CREATE PUBLICATION " + slot + " FOR TABLE ill.healthy WHERE (id > 5)");

        var findings = new SourceDoctor(url).examine(request("ill.healthy", "ill.deferred"));

        assertThat(found(findings, "slot", slot).orElseThrow().level()).isEqualTo(Level.BLOCKER);
        assertThat(found(findings, "publication", slot).orElseThrow().fix().get(0))
                .contains("SET (publish");
        assertThat(found(findings, "publication", "ill.healthy").orElseThrow().text())
                .contains("leaves rows");
        for (var finding : findings) {
            if (finding.check().equals("publication") || finding.check().equals("slot")) {
                finding.fix().forEach(POSTGRES::execute);
            }
        }
        assertThat(new SourceDoctor(url).examine(request("ill.healthy")))
                .noneMatch(finding -> finding.check().equals("slot") || finding.blocks())
                .anyMatch(finding -> finding.check().equals("publication") && finding.level() == Level.OK);
    }

    @Test
    void columnsThatDifferInCaseOnlyAreNamed() {
        POSTGRES.execute("CREATE TABLE ill.cases (id int PRIMARY KEY, a int, \"A\" int)");

        var finding = found(new SourceDoctor(url).examine(request("ill.cases")), "names", "ill.cases")
                .orElseThrow();

        assertThat(finding.blocks()).isTrue();
        POSTGRES.execute(finding.fix().get(0));
        assertThat(new SourceDoctor(url).examine(request("ill.cases"))).noneMatch(Finding::blocks);
    }

    @Test
    void virtualGeneratedColumnsAreNotInTheStream() throws SQLException {
        assumeThat(POSTGRES.version()).isGreaterThanOrEqualTo(18);
        POSTGRES.execute("CREATE TABLE ill.computed (id int PRIMARY KEY, n int,"
                + " stored int GENERATED ALWAYS AS (n * 2) STORED, virtual int GENERATED ALWAYS AS (n * 3) VIRTUAL)");
        var request = request("ill.computed");
        assertThat(new SourceDoctor(url)
                        .examine(request).stream()
                                .filter(finding -> finding.check().equals("generated")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("ill.computed.virtual"));

        POSTGRES.execute("ALTER TABLE ill.computed REPLICA IDENTITY FULL");
        var finding = found(new SourceDoctor(url).examine(request), "replica_identity", "ill.computed")
                .orElseThrow();
        new CaptureSetup(url).prepare(request);
        assertThatThrownBy(() -> POSTGRES.execute("DELETE FROM ill.computed"))
                .hasMessageContaining("generated columns");

        finding.fix().forEach(POSTGRES::execute);
        POSTGRES.execute("DELETE FROM ill.computed");
        assertThat(found(new SourceDoctor(url).examine(request), "replica_identity", "ill.computed"))
                .isEmpty();
    }

    @Test
    void storedGeneratedColumnsAreInTheStreamFromPostgres18On() {
        POSTGRES.execute("CREATE TABLE ill.stored (id int PRIMARY KEY, n int,"
                + " doubled int GENERATED ALWAYS AS (n * 2) STORED)");

        var finding = found(new SourceDoctor(url).examine(request("ill.stored")), "generated", "ill.stored.doubled");

        assertThat(finding.isPresent()).isEqualTo(POSTGRES.version() < 18);
    }

    @Test
    void aSourceThatCannotBeReachedIsOneFinding() {
        assertThat(new SourceDoctor(url.as("postgres", "wrong")).examine(request()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.text()).contains("source.url").doesNotContain("wrong");
                });
    }
}
