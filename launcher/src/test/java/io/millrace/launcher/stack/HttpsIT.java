package io.millrace.launcher.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.doctor.Doctor;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.warehouse.WarehouseHttp;
import io.millrace.core.doctor.Finding;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.TestCertificates;
import io.millrace.testkit.TlsFront;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An external ClickHouse and Connect, by HTTPS with certificates of an authority that Java does not know. */
@Timeout(180)
class HttpsIT {
    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @TempDir
    Path folder = Path.of("");

    private TestCertificates certificates;
    private TlsFront clickhouse;
    private TlsFront connect;

    @BeforeEach
    void start() {
        certificates = TestCertificates.in(folder.resolve("tls"));
        clickhouse = TlsFront.before(CLICKHOUSE.endpoint(), certificates, "");
        connect = TlsFront.before(CONNECT.url(), certificates, "mill:s3cret");
    }

    @AfterEach
    void stop() {
        clickhouse.close();
        connect.close();
    }

    @Test
    void aClientThatTrustsTheAuthorityReachesTheWarehouse() throws Exception {
        Config config = config("127.0.0.1", certificates.authority(), CLICKHOUSE.password(), "s3cret");
        assertThat(doctor(config, "warehouse")).noneMatch(Finding::blocks);
        assertThat(ExternalChecks.clickhouse(
                        config.warehouse().url().orElseThrow(),
                        config.warehouse().trust()))
                .isEmpty();
        assertThat(new WarehouseHttp(config.warehouse()).lines("SELECT 6 * 7")).containsExactly("42");
        try (ClickHouseClient client = client(config)) {
            client.execute("CREATE DATABASE https_it");
            client.execute("CREATE TABLE https_it.t (n UInt8) ENGINE = MergeTree ORDER BY n");
            client.insert("https_it.t", List.of("n"), out -> out.write(new byte[] {1, 2, 3}));
            assertThat(client.query("SELECT sum(n) AS n FROM https_it.t")).hasSize(1);
            assertThat(new WarehouseHttp(config.warehouse()).lines("SELECT sum(n) FROM https_it.t"))
                    .containsExactly("6");
        }
        assertThat(clickhouse.served()).isGreaterThan(5);
    }

    @Test
    void aWarehouseThatCannotShowWhoItIsGetsNoPassword() throws Exception {
        for (Config config : List.of(
                config("127.0.0.1", certificates.stranger(), "the-passw0rd", "s3cret"),
                config("localhost", certificates.authority(), "the-passw0rd", "s3cret"))) {
            boolean name = config.warehouse().url().orElseThrow().contains("localhost");
            String what = name ? "for another name" : "authority that is not trusted";
            String setting = name ? "warehouse.url" : "warehouse.caFile";
            assertThat(doctor(config, "warehouse"))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.text()).contains(what, setting).doesNotContain("the-passw0rd"));
            assertThat(ExternalChecks.clickhouse(
                                    config.warehouse().url().orElseThrow(),
                                    config.warehouse().trust())
                            .orElseThrow())
                    .contains(what, setting)
                    .doesNotContain("the-passw0rd");
            assertThatThrownBy(() -> new WarehouseHttp(config.warehouse()).lines("SELECT 1"))
                    .isInstanceOf(ControllerException.class)
                    .hasMessageContainingAll(what, setting);
            try (ClickHouseClient client = client(config)) {
                assertThatThrownBy(() -> client.execute("SELECT 1"))
                        .isInstanceOf(WarehouseException.class)
                        .hasMessageContainingAll(what, setting);
            }
        }
        assertThat(clickhouse.served()).isZero();
    }

    @Test
    void aConnectBehindHttpsAndAPasswordIsAskedWithBoth() throws Exception {
        Config good = config("127.0.0.1", certificates.authority(), "p", "s3cret");
        assertThat(doctor(good, "capture")).noneMatch(Finding::blocks);
        assertThat(ExternalChecks.connect(
                        good.capture().connectUrls(), good.capture().trust()))
                .isEmpty();
        assertThat(connect(good).connectors()).isNotNull();
        assertThat(connect(good).base().toString()).doesNotContain("s3cret").contains("https://127.0.0.1");

        Config wrong = config("127.0.0.1", certificates.authority(), "p", "wr0ng-7");
        assertThat(doctor(wrong, "capture"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text())
                        .contains("user or password", "capture.connectUrl")
                        .doesNotContain("wr0ng-7"));
        assertThat(ExternalChecks.connect(
                                wrong.capture().connectUrls(), wrong.capture().trust())
                        .orElseThrow())
                .contains("capture.connectUrl")
                .doesNotContain("wr0ng-7");
        assertThatThrownBy(() -> connect(wrong).connectors())
                .isInstanceOf(ConnectFailure.class)
                .hasMessageContaining("capture.connectUrl")
                .hasMessageNotContaining("wr0ng-7");

        int served = connect.served();
        Config strange = config("127.0.0.1", certificates.stranger(), "p", "s3cret");
        assertThat(doctor(strange, "capture"))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.text()).contains("authority that is not trusted", "capture.caFile"));
        assertThatThrownBy(() -> connect(strange).connectors())
                .hasMessageContainingAll("authority that is not trusted", "capture.caFile")
                .hasMessageNotContaining("s3cret");
        assertThat(connect.served()).isEqualTo(served);
    }

    private static ClickHouseClient client(Config config) {
        return new ClickHouseClient(ClickHouseConfig.of(config.warehouse().url().orElseThrow())
                .trusting(config.warehouse().trust()));
    }

    private static ConnectClient connect(Config config) {
        return new ConnectClient(
                List.of(URI.create(config.capture().connectUrl().orElseThrow())),
                Duration.ZERO,
                config.capture().trust());
    }

    private static List<Finding> doctor(Config config, String system) throws InterruptedException {
        return requireNonNull(new Doctor(config).examine().get(system));
    }

    private Config config(String host, Path authority, String warehousePassword, String connectPassword) {
        try {
            Path file = Files.writeString(folder.resolve("millrace.yaml"), """
                    warehouse: {url: 'https://%s:%s@%s:%d', database: https_it, caFile: '%s'}
                    capture: {connectUrl: 'https://mill:%s@%s:%d/', caFile: '%s'}
                    """.formatted(
                            CLICKHOUSE.user(),
                            warehousePassword,
                            host,
                            clickhouse.port(),
                            authority,
                            connectPassword,
                            host,
                            connect.port(),
                            authority));
            return ConfigReader.read(file, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
