package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What follows from the declarations of settings. */
final class SettingsTest {
    /** Every setting, each with another value than its default. */
    private static final String ALL = """
            source:
              url: postgresql://cdc:secret@db.example:5432/sales
              name: other
              tables: [public.*]
              exclude: [public.audit_*]
              slot: slot_1
              publication: pub_1
              columns: {public.users.email: hash}
              hashKey: sixteen characters
            log:
              bootstrapServers: "k1:9092,k2:9092"
              partitions: 12
              replicationFactor: 2
              security: {tls: true, caFile: /tls/kafka.pem, certificate: /tls/us.pem, key: /tls/us.key, user: mill, password: p, mechanism: PLAIN}
            capture: {connectUrl: https://connect:8083, loadRowsPerSecond: 5000, caFile: /tls/connect.pem}
            warehouse: {url: "https://u:p@house:8443", database: Mirror, columns: {a.b.c: String}, json: JSON, history: [audit.*], caFile: /tls/house.pem, cluster: main, insertQuorum: 2}
            controller: {bind: 0.0.0.0:9003}
            pipeline: {mode: microbatch, linger: 2s, checkpoint: s3a://bucket/x, checkpointInterval: 5s, master: "spark://m:7077", hadoop: {fs.s3a.endpoint: "http://s3:9000"}, bind: 0.0.0.0:9000}
            ops: {bind: 0.0.0.0:9001, token: t0ken, services: {shop: "http://shop:8080"}, webDir: /web, tlsCertificate: /tls/ops.pem, tlsKey: /tls/ops.key}
            shop: {bind: 127.0.0.1:9002, ordersPerSecond: 0.5, opsUrl: http://ops:8081, webDir: /web}
            ports: {postgres: 1, kafka: 2, connect: 3, clickhouse: 4, controller: 7, pipeline: 5, ops: 6, shop: 0}
            schema: {addColumn: ignore, dropColumn: pause, renameColumn: pause, changeType: pause, notNull: pause, changeKey: pause, renameTable: pause, dropTable: ignore}
            verify: {rowsPerSecond: 7, replica: "postgresql://u@replica/x", background: false, backgroundRowsPerSecond: 8, pause: 90s}
            alerts:
              rules: {lagSeconds: {above: 90s, for: 500ms, severity: critical}, walRetained: {above: 1.5GiB}, diskFree: {below: 5%}, tablePaused: off}
              webhooks: [{url: "https://hooks.example/x", format: slack, minimumSeverity: warning}]
              folders: [/data]
              quietStart: 5s
            """;

    @Test
    void eachSettingIsInTheDocumentAbove() {
        SettingValues values = SettingValues.read(new Document("m.yaml", ALL, Map.of()), "app");

        assertThat(Settings.all())
                .allSatisfy(setting ->
                        assertThat(values.isGiven(setting)).as(setting.key()).isTrue());
    }

    @Test
    void eachSettingArrivesInTheConfiguration() {
        Config config = ConfigReader.parse("m.yaml", ALL, Map.of(), "app");
        Config defaults = ConfigReader.defaults("app");
        SettingValues read = SettingValues.read(new Document("m.yaml", ALL, Map.of()), "app");

        for (Setting<?> setting : Settings.all()) {
            assertThat((Object) setting.in(config)).as(setting.key()).isNotEqualTo(setting.in(defaults));
            if (setting != AlertSettings.RULES) {
                assertThat((Object) setting.in(config)).as(setting.key()).isEqualTo(read.get(setting));
            }
        }
    }

    @Test
    void aConfigurationIsWrittenAndReadBack() {
        Config config = ConfigReader.parse("m.yaml", ALL, Map.of(), "app");

        String yaml = SettingValues.of(config).toYaml();

        assertThat(ConfigReader.parse("m.yaml", yaml, Map.of(), "x")).isEqualTo(config);
        assertThat(yaml).contains("above: \"90s\"").contains("pause: \"90s\"").contains("above: \"1536MiB\"");
    }

    @Test
    void oneSettingCanBeGivenAnotherValue() {
        Config config = ConfigReader.defaults("app");

        Config other = SettingValues.of(config)
                .with(SourceSettings.URL, Optional.of("postgresql://u@h/app"))
                .config();

        assertThat(other.source().url()).hasValue("postgresql://u@h/app");
        assertThat(SettingValues.of(other)
                        .with(SourceSettings.URL, Optional.empty())
                        .config())
                .isEqualTo(config);
    }

    /** Nobody can add a component without a setting, as the pipeline's would stay at its default then. */
    @Test
    void eachSectionOfTheConfigurationHasAsManySettingsAsComponents() {
        for (RecordComponent section : Config.class.getRecordComponents()) {
            long components = Stream.of(section.getType().getRecordComponents())
                    .filter(component -> component.getType() != LogSecurity.class)
                    .count();
            assertThat(Settings.all().stream()
                            .filter(setting -> setting.section().equals(section.getName())))
                    .as(section.getName())
                    .hasSize(Math.toIntExact(components));
        }
    }

    @Test
    void keysAreUniqueAndEachSettingIsDescribed() {
        assertThat(Settings.all()).extracting(Setting::key).doesNotHaveDuplicates();
        assertThat(Settings.all()).allSatisfy(setting -> {
            assertThat(setting.effect()).as(setting.key()).isNotBlank().doesNotEndWith(".");
            assertThat(setting.type()).as(setting.key()).isNotBlank();
            assertThat(setting.defaultText()).as(setting.key()).isNotBlank();
        });
    }

    @Test
    void anUnknownKeyIsReportedBeforeWhatItLeadsTo() {
        assertThatThrownBy(() -> ConfigReader.parse(
                        "m.yaml", "source: {columns: {a.b.c: hash}, hashkey: sixteen characters}", Map.of(), "app"))
                .hasMessage("m.yaml:1: unknown key `source.hashkey`: did you mean `source.hashKey`?");
    }

    @Test
    void durationsAndLimitsAreWrittenAsOneWould() {
        assertThat(List.of(0, 500, 1_000, 90_000, 300_000))
                .extracting(SettingTypes::readable)
                .containsExactly("0ms", "500ms", "1s", "90s", "5m");
        assertThat(AlertRule.WAL_RETAINED.defaultText()).isEqualTo("above: 2GiB, for: 1m");
        assertThat(AlertRule.DISK_FREE.defaultText()).isEqualTo("below: 10%, for: 1m");
        assertThat(AlertRule.SERVICE_DOWN.defaultText()).isEqualTo("for: 30s");
        assertThat(AlertRule.LOAD_FAILED.defaultText()).isEmpty();
    }
}
