package io.millrace.launcher.doctor;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.controller.capture.CaptureKeeper;
import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.kafka.LogDoctor;
import io.millrace.kafka.LogException;
import io.millrace.postgres.CaptureRequest;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.ReadReplica;
import io.millrace.postgres.SourceDoctor;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Examines source, log, capture and warehouse; what the configuration leaves out is run by Millrace and needs no doctor. */
public final class Doctor {
    private final Config config;

    public Doctor(Config config) {
        this.config = requireNonNull(config, "config is null");
    }

    /** The findings by system, in the order in which data flows. Changes nothing anywhere. */
    public Map<String, List<Finding>> examine() {
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        findings.put("source", source());
        findings.put(
                "log",
                config.log()
                        .bootstrapServers()
                        .map(servers -> log())
                        .orElseGet(() -> embedded("log.bootstrapServers", "Kafka")));
        findings.put(
                "capture",
                config.capture()
                        .connectUrl()
                        .map(this::capture)
                        .orElseGet(() -> embedded("capture.connectUrl", "Kafka Connect")));
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
        CaptureRequest.Role role = new CaptureRequest.Role(CaptureKeeper.ROLE, "");
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

    private List<Finding> capture(String url) {
        try {
            return new ConnectChecks(url, config.capture().trust()).examine();
        } catch (ConfigException e) {
            return unreadable("connect", e);
        }
    }

    private List<Finding> warehouse(String url) {
        try {
            return new WarehouseChecks(
                            url,
                            config.warehouse().trust(),
                            config.warehouse().cluster().orElse(""))
                    .examine(config.warehouse().database());
        } catch (ConfigException e) {
            return unreadable("clickhouse", e);
        }
    }

    /** A file with a certificate or a key. */
    private static List<Finding> unreadable(String check, RuntimeException e) {
        return List.of(Finding.of(Level.BLOCKER, check, String.valueOf(e.getMessage())));
    }

    private static List<Finding> embedded(String key, String system) {
        return List.of(Finding.of(
                Level.NOTE, "embedded", key + " is absent: Millrace runs " + system + " itself, on this machine"));
    }
}
