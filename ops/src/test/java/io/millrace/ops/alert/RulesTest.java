package io.millrace.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import io.millrace.ops.alert.Condition.Level;
import io.millrace.ops.alert.rule.RuleText;
import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.table.Verified;
import io.millrace.ops.probe.ProbeState.ObservedConnector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final long GIB = 1L << 30;
    private final RuleInputsBuilder chain = new RuleInputsBuilder();

    @Test
    void aHealthyChainAlertsOnNothing() {
        assertThat(holding()).isEmpty();
        assertThat(Rules.observe(chain.situation(), Config.Alerts.DEFAULT)).hasSize(AlertRule.values().length);
    }

    @Test
    void aServiceThatIsDownOrDoesNotWorkIsNamedButNotTheShop() {
        chain.kafka = ServiceSample.State.DEGRADED;
        chain.postgres = ServiceSample.State.DEGRADED;
        assertThat(holding()).containsExactly("serviceDown kafka");
        chain.postgres = ServiceSample.State.DOWN;
        assertThat(holding()).containsExactly("serviceDown postgres", "serviceDown kafka");
        assertThat(reason(AlertRule.SERVICE_DOWN)).isEqualTo("postgres is down: why");
    }

    @Test
    void nothingComesThroughThoughTheSourceIsThere() {
        chain.stall = new WarehouseFacts.Stall(75, 75.5, 0x20);
        assertThat(holding()).containsExactly("noProgress ");
        assertThat(reason(AlertRule.NO_PROGRESS))
                .contains("for 1 min 15 s", "Durable up to 0/20; the source writes at 0/1000000, 16.0 MiB further.");
        chain.connector = new ObservedConnector(RuleInputsBuilder.NOW, false, true, "is paused");
        assertThat(reason(AlertRule.NO_PROGRESS)).contains("The capture is paused.");
        chain.postgres = ServiceSample.State.DOWN;
        assertThat(holding()).containsExactly("serviceDown postgres");
    }

    @Test
    void aConnectorThatAPersonHasPausedHasNotFailed() {
        chain.connector = new ObservedConnector(RuleInputsBuilder.NOW, false, true, "connector c is paused");
        assertThat(holding()).isEmpty();
        chain.connector =
                new ObservedConnector(RuleInputsBuilder.NOW, false, false, "connector c has failed: no such slot");
        assertThat(holding()).containsExactly("connectorFailed ");
        assertThat(reason(AlertRule.CONNECTOR_FAILED)).isEqualTo("Connector c has failed: no such slot.");
    }

    @Test
    void aSlotThatIsGoneOrLosesWalIsReported() {
        chain.slot = null;
        assertThat(holding()).containsExactly("slotMissing ");
        chain.slot = RuleInputsBuilder.slot("unreserved", 4_096, 0L);
        assertThat(holding()).containsExactly("slotStatus ");
        chain.slot = RuleInputsBuilder.slot("lost", 4_096, null);
        assertThat(holding()).containsExactly("slotStatus ");
        chain.slot = RuleInputsBuilder.slot("extended", 4_096, null);
        assertThat(holding()).isEmpty();
    }

    @Test
    void retainedWalIsReportedBySizeGrowthAndTimeLeft() {
        chain.slot = RuleInputsBuilder.slot("reserved", 3 * GIB, null);
        assertThat(holding()).containsExactly("walRetained ");
        chain.wal = new WarehouseFacts.Growth(2 * GIB, 600);
        assertThat(holding()).containsExactly("walRetained ", "walGrowth ");
        chain.slot = RuleInputsBuilder.slot("reserved", 4_096, 12 * GIB);
        assertThat(holding()).containsExactly("walGrowth ", "walTimeLeft ");
        assertThat(reason(AlertRule.WAL_TIME_LEFT))
                .isEqualTo("At 3.4 MiB a second, WAL for the slot has room for 1 h: 12.0 GiB until"
                        + " max_slot_wal_keep_size, where changes are lost. The limit is 6 h.");
    }

    @Test
    void whereTheSourceSharesOurDiskItsEndCountsToo() {
        chain.wal = new WarehouseFacts.Growth(GIB / 2, 300);
        assertThat(holding()).isEmpty();
        chain.sourceIsLocal = true;
        assertThat(holding()).isEmpty();
        chain.folders = List.of(new Disk("/data", 20 * GIB, 100 * GIB));
        assertThat(holding()).containsExactly("walTimeLeft ");
        assertThat(reason(AlertRule.WAL_TIME_LEFT)).contains("until the disk is full");
        assertThat(chain.situation().walSecondsLeft()).hasValue(20.0 * 600);
    }

    @Test
    void lagAndLatencyHaveTheirLimits() {
        chain.lag = new Lag(200_000, 12, 10.0, RuleInputsBuilder.NOW, List.of());
        chain.latency = new WarehouseFacts.Latency(2.5, 100);
        assertThat(holding()).containsExactly("lagRecords ", "latency ");
        chain.lag = new Lag(9, 31, 10.0, RuleInputsBuilder.NOW, List.of());
        chain.latency = new WarehouseFacts.Latency(2.5, 19);
        assertThat(holding()).containsExactly("lagSeconds ");
        assertThat(reason(AlertRule.LAG_SECONDS)).contains("waits for 31 s; 9 wait in total. The limit is 30 s.");
        chain.busiest = new WarehouseFacts.Busiest("public.copies", 93);
        assertThat(reason(AlertRule.LAG_SECONDS))
                .contains(
                        "9 wait in total. Of the rows written in the last minute 93 % are of public.copies. The limit");
    }

    @Test
    void recordsThatKafkaMayDeleteFireBeforeItDoes() {
        chain.stall = new WarehouseFacts.Stall(1, 3.4 * 86_400, 0x20);
        assertThat(holding()).doesNotContain("streamRetention ");
        chain.stall = new WarehouseFacts.Stall(1, 3.6 * 86_400, 0x20);
        assertThat(holding()).contains("streamRetention ");
        assertThat(reason(AlertRule.STREAM_RETENTION)).contains("Kafka deletes records after", "The limit is 50 %.");
        chain.lag = new Lag(0, 0, 10.0, RuleInputsBuilder.NOW, List.of());
        assertThat(holding()).as("everything has landed").doesNotContain("streamRetention ");
        chain.lag = new Lag(3, 0.5, 10.0, RuleInputsBuilder.NOW, List.of());
        chain.retention = null;
        assertThat(holding()).as("records are kept for ever").doesNotContain("streamRetention ");
    }

    @Test
    void tablesAreNamedOneByOne() {
        chain.deadLetters = List.of(
                new WarehouseFacts.Count("public.orders", 1_200, "BAD_VALUE, NOT_JSON"),
                new WarehouseFacts.Count("", 1, "NOT_JSON"));
        chain.rescued = List.of(new WarehouseFacts.Count("public.parcels", 2, "weight"));
        chain.paused = Map.of("public.a", "a column was dropped");
        chain.unloaded = Map.of("public.b", "row security hides rows: ALTER ROLE \"reader\" BYPASSRLS;");
        assertThat(holding())
                .containsExactly(
                        "deadLetters public.orders",
                        "deadLetters ",
                        "rescuedValues public.parcels",
                        "tablePaused public.a",
                        "loadFailed public.b");
        assertThat(reason(AlertRule.LOAD_FAILED))
                .isEqualTo(
                        "The last load of public.b failed: row security hides rows: ALTER ROLE \"reader\" BYPASSRLS;");
        assertThat(reason(AlertRule.DEAD_LETTERS))
                .startsWith("1,200 records of public.orders could not land: BAD_VALUE, NOT_JSON.");
    }

    @Test
    void onlyAComparisonThatFoundDifferencesProvesThatThereAreSome() {
        chain.verified = Map.of("public.orders", new Verified(RuleInputsBuilder.NOW, false, 3, "", null, null));
        assertThat(holding()).containsExactly("verificationFailed public.orders");
        chain.verified =
                Map.of("public.orders", new Verified(RuleInputsBuilder.NOW, false, 0, "source away", null, null));
        assertThat(conditions(AlertRule.VERIFICATION_FAILED))
                .extracting(Condition::level)
                .containsExactly(Level.NEAR);
    }

    @Test
    void aDiskThatIsNearlyFullIsReportedAlsoWithoutTheWarehouse() {
        chain.disks = List.of(new Disk("ClickHouse, default", 9 * GIB, 100 * GIB));
        assertThat(holding()).containsExactly("diskFree ClickHouse, default");
        chain.folders = List.of(new Disk("/data", 5 * GIB, 100 * GIB));
        chain.warehouse = false;
        assertThat(holding()).containsExactly("diskFree /data");
        assertThat(reason(AlertRule.DISK_FREE))
                .isEqualTo("The disk of /data has 5.0 GiB of 100 GiB left, 5.0 %. The limit is 10 %.");
    }

    @Test
    void aDutyThatFailsIsReportedAndSoIsAProcessThatReportsNone() {
        chain.duties = List.of(
                new WarehouseFacts.Duty("capture", "resync", true, "KafkaException: no broker's name resolves", 3),
                new WarehouseFacts.Duty("capture", "topics", false, "", 3),
                new WarehouseFacts.Duty("ops", "alerts", false, "", 61));
        assertThat(holding()).containsExactly("dutyFailing capture.resync", "dutyFailing ops");
        assertThat(reason(AlertRule.DUTY_FAILING)).contains("resync of capture").contains("no broker's name resolves");
    }

    @Test
    void withoutTheWarehouseNothingIsSaidOfWhatOnlyItKnows() {
        chain.warehouse = false;
        assertThat(holding()).isEmpty();
        for (Observation seen : Rules.observe(chain.situation(), Config.Alerts.DEFAULT)) {
            boolean ours = List.of(
                            AlertRule.CONNECTOR_FAILED,
                            AlertRule.SLOT_MISSING,
                            AlertRule.SLOT_STATUS,
                            AlertRule.WAL_RETAINED)
                    .contains(seen.rule());
            assertThat(seen.complete()).as(seen.rule().key()).isEqualTo(ours);
        }
    }

    @Test
    void adviceNamesTheTableWhereItsNameCanDoNoHarm() {
        assertThat(RuleText.of(AlertRule.VERIFICATION_FAILED).adviceFor("public.orders"))
                .startsWith("`millrace verify --table public.orders` names");
        assertThat(RuleText.of(AlertRule.VERIFICATION_FAILED).adviceFor("public.a; rm -rf /"))
                .startsWith("`millrace verify --table TABLE` names");
        assertThat(RuleText.of(AlertRule.TABLE_PAUSED).adviceFor("public.a")).contains("code TABLE_PAUSED");
    }

    @Test
    void aRuleThatIsOffSeesNothing() {
        chain.slot = null;
        Config.Alerts off = new Config.Alerts(
                Map.of(AlertRule.SLOT_MISSING, new AlertRule.Setting(false, 0, 0, AlertRule.Severity.INFO)),
                List.of(),
                List.of(),
                0);
        assertThat(Rules.observe(chain.situation(), off))
                .filteredOn(seen -> seen.rule() == AlertRule.SLOT_MISSING)
                .containsExactly(new Observation(AlertRule.SLOT_MISSING, List.of(), true));
    }

    private List<String> holding() {
        return Rules.observe(chain.situation(), Config.Alerts.DEFAULT).stream()
                .flatMap(seen -> seen.conditions().stream()
                        .filter(condition -> condition.level() == Level.HOLDS)
                        .map(condition -> seen.rule().key() + " " + condition.subject()))
                .toList();
    }

    private List<Condition> conditions(AlertRule rule) {
        return Rules.observe(chain.situation(), Config.Alerts.DEFAULT).stream()
                .filter(seen -> seen.rule() == rule)
                .flatMap(seen -> seen.conditions().stream())
                .toList();
    }

    private String reason(AlertRule rule) {
        return conditions(rule).stream()
                .filter(condition -> condition.level() == Level.HOLDS)
                .findFirst()
                .orElseThrow()
                .reason();
    }
}
