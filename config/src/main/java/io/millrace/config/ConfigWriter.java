package io.millrace.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a configuration as {@code millrace.yaml}, every key with its value, so that {@link ConfigReader} reads it back. */
public final class ConfigWriter {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private ConfigWriter() {}

    /** The file's text. It holds passwords: keep it readable by its owner alone. */
    public static String toYaml(Config config) {
        ObjectNode root = YAML.createObjectNode();
        source(root.putObject("source"), config.source());
        ObjectNode log = root.putObject("log");
        put(log, "bootstrapServers", config.log().bootstrapServers());
        log.put("partitions", config.log().partitions());
        log.put("replicationFactor", config.log().replicationFactor());
        security(log, config.log().security());
        ObjectNode capture = root.putObject("capture");
        put(capture, "connectUrl", config.capture().connectUrl());
        capture.put("loadRowsPerSecond", config.capture().loadRowsPerSecond());
        put(capture, "caFile", config.capture().caFile());
        ObjectNode warehouse = root.putObject("warehouse");
        put(warehouse, "url", config.warehouse().url());
        put(warehouse, "database", config.warehouse().database());
        ObjectNode columns = warehouse.putObject("columns");
        sorted(config.warehouse().columns()).forEach((column, type) -> put(columns, column, type));
        put(warehouse, "json", config.warehouse().json() ? "JSON" : "String");
        list(warehouse.putArray("history"), config.warehouse().history());
        put(warehouse, "caFile", config.warehouse().caFile());
        put(warehouse, "cluster", config.warehouse().cluster());
        put(warehouse, "insertQuorum", config.warehouse().insertQuorum());
        put(root.putObject("controller"), "bind", config.controller().bind());
        pipeline(root.putObject("pipeline"), config.pipeline());
        ops(root.putObject("ops"), config.ops());
        shop(root.putObject("shop"), config.shop());
        ports(root.putObject("ports"), config.ports());
        schema(root.putObject("schema"), config.schema());
        ObjectNode verify = root.putObject("verify");
        verify.put("rowsPerSecond", config.verify().rowsPerSecond());
        put(verify, "replica", config.verify().replica());
        verify.put("background", config.verify().background());
        verify.put("backgroundRowsPerSecond", config.verify().backgroundRowsPerSecond());
        verify.put("pause", config.verify().pauseMillis() + "ms");
        AlertsWriter.write(root.putObject("alerts"), config.alerts());
        try {
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void source(ObjectNode node, Config.Source source) {
        put(node, "url", source.url());
        put(node, "name", source.name());
        list(node.putArray("tables"), source.tables());
        list(node.putArray("exclude"), source.exclude());
        put(node, "slot", source.slot());
        put(node, "publication", source.publication());
        ObjectNode columns = node.putObject("columns");
        source.columns().forEach((pattern, protection) -> put(columns, pattern, protection));
        put(node, "hashKey", source.hashKey());
    }

    private static void security(ObjectNode log, LogSecurity security) {
        if (!security.equals(LogSecurity.NONE)) {
            ObjectNode node = log.putObject("security");
            node.put("tls", security.tls());
            put(node, "caFile", security.caFile());
            put(node, "certificate", security.certificate());
            put(node, "key", security.key());
            security.login().ifPresent(login -> {
                put(node, "user", login.user());
                put(node, "password", login.password());
                put(node, "mechanism", login.mechanism().text());
            });
        }
    }

    private static void pipeline(ObjectNode node, Config.Pipeline pipeline) {
        put(node, "mode", pipeline.mode().name().toLowerCase(Locale.ROOT));
        put(node, "linger", pipeline.lingerMillis() + "ms");
        put(node, "checkpoint", pipeline.checkpoint());
        put(node, "checkpointInterval", pipeline.checkpointIntervalMillis() + "ms");
        put(node, "master", pipeline.master());
        ObjectNode hadoop = node.putObject("hadoop");
        sorted(pipeline.hadoop()).forEach((name, value) -> put(hadoop, name, value));
        put(node, "bind", pipeline.bind());
    }

    private static void ops(ObjectNode node, Config.Ops ops) {
        put(node, "bind", ops.bind());
        put(node, "token", ops.token());
        ObjectNode services = node.putObject("services");
        sorted(ops.services()).forEach((name, url) -> put(services, name, url));
        put(node, "webDir", ops.webDir());
        put(node, "tlsCertificate", ops.tlsCertificate());
        put(node, "tlsKey", ops.tlsKey());
    }

    private static void shop(ObjectNode node, Config.Shop shop) {
        put(node, "bind", shop.bind());
        node.put("ordersPerSecond", shop.ordersPerSecond());
        put(node, "opsUrl", shop.opsUrl());
        put(node, "webDir", shop.webDir());
    }

    private static void ports(ObjectNode node, Config.Ports ports) {
        node.put("postgres", ports.postgres());
        node.put("kafka", ports.kafka());
        node.put("connect", ports.connect());
        node.put("clickhouse", ports.clickhouse());
        node.put("controller", ports.controller());
        node.put("pipeline", ports.pipeline());
        node.put("ops", ports.ops());
        node.put("shop", ports.shop());
    }

    private static void schema(ObjectNode node, Config.Schema schema) {
        put(node, "addColumn", schema.addColumn());
        put(node, "dropColumn", schema.dropColumn());
        put(node, "renameColumn", schema.renameColumn());
        put(node, "changeType", schema.changeType());
        put(node, "notNull", schema.notNull());
        put(node, "changeKey", schema.changeKey());
        put(node, "renameTable", schema.renameTable());
        put(node, "dropTable", schema.dropTable());
    }

    /** The same text for the same configuration, always: an unmodifiable map has another order in each JVM. */
    private static SortedMap<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }

    private static void put(ObjectNode node, String key, Config.Schema.Action action) {
        put(node, key, action.name().toLowerCase(Locale.ROOT));
    }

    private static void put(ObjectNode node, String key, Optional<String> value) {
        value.ifPresent(text -> put(node, key, text));
    }

    private static void put(ObjectNode node, String key, String value) {
        node.put(key, Variables.escape(value));
    }

    private static void list(ArrayNode node, List<String> values) {
        values.forEach(value -> node.add(Variables.escape(value)));
    }
}
