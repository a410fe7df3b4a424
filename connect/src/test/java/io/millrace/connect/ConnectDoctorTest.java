package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of workers that no test can start: old ones, and those with other settings. DoctorIT examines a real one. */
final class ConnectDoctorTest {
    private static final String TYPE = ConnectorSettings.CAPTURE_CONNECTOR;
    private static final String RUNNING =
            "{\"connector\":{\"state\":\"RUNNING\"},\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"}]}";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final AtomicInteger commits = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        answers.put("/", "{\"version\":\"4.3.1\"}");
        answers.put("/connector-plugins", plugins(plugin(TYPE, "3.7.0.Final")));
        answers.put("/connector-plugins/" + TYPE + "/config/validate", validation("resolved"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String text = answers.get(path);
        if (path.endsWith("/offsets") && text == null) {
            text = "{\"offsets\":[{\"offset\":{\"lsn\":" + commits.get() + "}}]}";
        }
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = (text == null ? "{\"message\":\"none\"}" : text).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(text == null ? 404 : 200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static String plugin(String type, String version) {
        return "{\"class\":\"" + type + "\",\"type\":\"source\",\"version\":\"" + version + "\"}";
    }

    private static String plugins(String... more) {
        List<String> all =
                new ArrayList<>(List.of(plugin("io.debezium.connector.postgresql.PostgresConnector", "3.7.0.Final")));
        all.addAll(List.of(more));
        return all.toString();
    }

    private static String validation(String name, String... refused) {
        StringBuilder configs =
                new StringBuilder("{\"value\":{\"name\":\"name\",\"value\":\"" + name + "\",\"errors\":[]}}");
        for (String setting : refused) {
            configs.append(",{\"value\":{\"name\":\"")
                    .append(setting)
                    .append("\",\"value\":\"0\",\"errors\":[\"not allowed\"]}}");
        }
        return "{\"name\":\"x\",\"error_count\":0,\"configs\":[" + configs + "]}";
    }

    private List<Finding> examine() throws InterruptedException {
        ConnectClient client = new ConnectClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Duration.ZERO);
        return new ConnectDoctor(client, "millrace-shop", Duration.ofSeconds(1)).examine();
    }

    private Finding finding(String check) throws InterruptedException {
        return examine().stream()
                .filter(finding -> finding.check().equals(check))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Test
    void aWorkerThatDoesNotAnswerIsNamedWithItsSetting() throws InterruptedException {
        server.stop(0);

        assertThat(examine()).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.text()).contains("does not answer", "capture.connectUrl");
        });
    }

    @Test
    void anOldWorkerBlocks() {
        assertThat(ConnectDoctor.version("3.5.2").blocks()).isTrue();
        assertThat(ConnectDoctor.version("3.6.0").level()).isEqualTo(Level.OK);
        assertThat(ConnectDoctor.version("4.3.1-SNAPSHOT").level()).isEqualTo(Level.OK);
        assertThat(ConnectDoctor.version("").level()).isEqualTo(Level.NOTE);
    }

    @Test
    void aPlugInThatIsMissingOrBesideAnotherDebeziumBlocks() throws InterruptedException {
        answers.put("/connector-plugins", plugins());
        assertThat(finding("connect_plugins").text()).contains("is missing", "plugin.path");

        answers.put("/connector-plugins", plugins(plugin(TYPE, "3.4.1.Final")));
        assertThat(finding("connect_plugins"))
                .matches(Finding::blocks)
                .satisfies(finding -> assertThat(finding.text()).contains("3.4.1.Final", "3.7.x"));

        answers.put("/connector-plugins", plugins(plugin(TYPE, "3.7.0.Final"), plugin(TYPE, "3.7.1.Final")));
        assertThat(finding("connect_plugins").level()).isEqualTo(Level.WARNING);
    }

    @Test
    void aWorkerThatRefusesSettingsOfTheProducerBlocks() throws InterruptedException {
        assertThat(finding("connect_overrides").level()).isEqualTo(Level.OK);

        answers.put(
                "/connector-plugins/" + TYPE + "/config/validate",
                validation("resolved", "producer.override.linger.ms"));

        assertThat(finding("connect_overrides"))
                .matches(Finding::blocks)
                .satisfies(finding ->
                        assertThat(finding.fix()).containsExactly("connector.client.config.override.policy=All"));
    }

    @Test
    void aWorkerThatResolvesNoReferenceIsNamed() throws InterruptedException {
        assertThat(finding("connect_secrets").level()).isEqualTo(Level.OK);

        answers.put("/connector-plugins/" + TYPE + "/config/validate", validation("${env:PATH}"));

        assertThat(finding("connect_secrets").level()).isEqualTo(Level.WARNING);
        assertThat(finding("connect_secrets").fix()).contains("config.providers=env");
    }

    @Test
    void aPasswordInTheConnectorsSettingsIsNamedAndNotShown() throws InterruptedException {
        answers.put("/connectors/millrace-shop/config", "{\"database.password\":\"s3cret\"}");
        assertThat(finding("connect_secrets"))
                .matches(finding -> finding.level() == Level.WARNING)
                .satisfies(finding -> assertThat(finding.toString()).doesNotContain("s3cret"));

        answers.put("/connectors/millrace-shop/config", "{\"database.password\":\"${file:/s.properties:password}\"}");
        assertThat(finding("connect_secrets").level()).isEqualTo(Level.OK);
    }

    @Test
    void howOftenPositionsAreCommittedIsMeasuredWhereTheConnectorRuns() throws Exception {
        assertThat(finding("connect_flush").level()).isEqualTo(Level.NOTE);

        answers.put("/connectors/millrace-shop/status", RUNNING);
        assertThat(finding("connect_flush").level()).isEqualTo(Level.WARNING);
        assertThat(finding("connect_flush").fix()).containsExactly("offset.flush.interval.ms=1000");

        Thread worker = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                commits.incrementAndGet();
                Thread.onSpinWait();
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        worker.start();
        try {
            assertThat(finding("connect_flush").level()).isEqualTo(Level.OK);
        } finally {
            worker.interrupt();
            worker.join();
        }
    }
}
