package io.millrace.cli.doctor;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.WarehouseDoctor;
import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.connect.ConnectDoctor;
import io.millrace.connect.ConnectFailure;
import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.kafka.LogDoctor;
import io.millrace.kafka.LogException;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.check.SourceDoctor;
import io.millrace.postgres.compare.ReadReplica;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.wiring.ConnectWiring;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import io.millrace.wiring.WarehouseWiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what the adapters find out about source, log, capture and warehouse; what the configuration leaves out is run by
 * Millrace and needs no doctor.
 */
public final class Doctor {
    private final Config config;

    public Doctor(Config config) {
        this.config = requireNonNull(config, "config is null");
    }

    /** Findings, ready to be printed. */
    public record Report(boolean ok, String text, String json) {}

    /** Examines, and puts it in words. */
    public Report report() throws InterruptedException {
        Map<String, List<Finding>> findings = examine();
        return new Report(FindingsText.ok(findings), FindingsText.text(findings), FindingsText.json(findings));
    }

    /** The findings by system, in the order of the data flow. Read-only. */
    public Map<String, List<Finding>> examine() throws InterruptedException {
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        findings.put("source", source());
        findings.put(
                "log", config.log().bootstrapServers().isEmpty() ? embedded("log.bootstrapServers", "Kafka") : log());
        findings.put(
                "capture",
                config.capture().connectUrl().isEmpty() ? embedded("capture.connectUrl", "Kafka Connect") : capture());
        findings.put(
                "warehouse",
                config.warehouse().url().isEmpty()
                        ? embedded("warehouse.url", "ClickHouse")
                        : config.warehouse().urls().stream()
                                .flatMap(url -> warehouse(url).stream())
                                .distinct()
                                .toList());
        return findings;
    }

    private List<Finding> source() {
        Config.Source source = config.source();
        if (source.url().isEmpty()) {
            return embedded("source.url", "Postgres");
        }
        CaptureRequest.Role role = new CaptureRequest.Role(CaptureRequest.ROLE, "");
        List<Finding> findings = new ArrayList<>();
        try {
            PostgresUrl url = PostgresUrl.parse(source.url().get());
            findings.addAll(new SourceDoctor(url)
                    .examine(new CaptureRequest(
                            source.publication(),
                            source.slot(),
                            source.tables(),
                            source.exclude(),
                            SourceWiring.columnRules(source),
                            Optional.of(role))));
            config.verify()
                    .replica()
                    .ifPresent(replica -> findings.addAll(new ReadReplica(url, PostgresUrl.parse(replica)).examine()));
        } catch (IllegalArgumentException e) {
            findings.add(Finding.of(Level.BLOCKER, "connection", String.valueOf(e.getMessage())));
        }
        return findings;
    }

    private List<Finding> log() {
        try {
            return new LogDoctor(KafkaWiring.brokers(config), config.source().name())
                    .examine(config.log().partitions(), config.log().replicationFactor());
        } catch (LogException e) {
            return unreadable("kafka", e);
        }
    }

    private List<Finding> capture() throws InterruptedException {
        try {
            return new ConnectDoctor(ConnectWiring.client(config, Duration.ZERO), ConnectWiring.connectorName(config))
                    .examine();
        } catch (ConfigException | ConnectFailure | IllegalArgumentException e) {
            return unreadable("connect", e);
        }
    }

    private List<Finding> warehouse(String url) {
        try {
            return new WarehouseDoctor(WarehouseWiring.client(config, url))
                    .examine(config.warehouse().database());
        } catch (ConfigException | IllegalArgumentException e) {
            return unreadable("clickhouse", e);
        }
    }

    /** A setting, or a file with a certificate or a key. */
    private static List<Finding> unreadable(String check, RuntimeException e) {
        return List.of(Finding.of(Level.BLOCKER, check, String.valueOf(e.getMessage())));
    }

    private static List<Finding> embedded(String key, String system) {
        return List.of(Finding.of(
                Level.NOTE, "embedded", key + " is absent: Millrace runs " + system + " itself, on this machine"));
    }
}
