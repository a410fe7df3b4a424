package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Secrets do not leak: not in arguments, logs, responses, nor error messages. */
final class SecretsIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final String WRONG = "wr0ng-passw0rd-7321";
    private static final long MOST_BYTES = 200L << 20;

    @Test
    void noSecretStandsWhereOthersCanReadIt() throws Exception {
        var secrets = secrets();
        assertThat(secrets).containsKeys("source", "hash key", "capture", "clickhouse", "kafka");

        var places = new LinkedHashMap<String, String>();
        for (long pid : pids()) {
            places.put(
                    "arguments of process " + pid, Files.readString(Path.of("/proc/" + pid + "/cmdline"), ISO_8859_1));
        }
        var connect = new Http(STACK.millrace().url("connect"));
        for (var connector : connect.json("GET", "/connectors", "")) {
            var path = "/connectors/" + connector.asText();
            for (var part : List.of("", "/config", "/status", "/tasks", "/offsets")) {
                places.put(
                        "Connect's " + path + part,
                        connect.send("GET", path + part, "").body());
            }
        }
        places.put(
                "Connect's list",
                connect.send("GET", "/connectors?expand=info&expand=status", "").body());
        places.put("logs", STACK.millrace().run("logs").out());
        for (var path : List.of("/api/overview", "/api/topology", "/api/site", "/metrics", "/readyz")) {
            var ops = new Http(STACK.millrace().url("ops"));
            places.put("ops' " + path, ops.send("GET", path, "").body());
        }
        places.put("resolved table list", String.join("\n", STACK.warehouse().query("SELECT * FROM millrace.tables")));
        assertThat(found(places, secrets)).isEmpty();
        assertThat(foundInFiles(STACK.millrace().data(), secrets)).isEmpty();

        // The status has passwords of embedded services only.
        var status = STACK.millrace().run("status", "--json").out()
                + STACK.millrace().run("status").out();
        secrets.remove("clickhouse");
        secrets.remove("connect");
        secrets.remove("kafka");
        assertThat(found(Map.of("status", status), secrets)).isEmpty();
    }

    @Test
    void noErrorRepeatsAPassword(@TempDir Path folder) throws Exception {
        var source = STACK.source();
        var clickhouse = STACK.millrace().url("clickhouse");
        var file = Files.writeString(folder.resolve("wrong.yaml"), """
                source:
                  url: postgresql://millrace:${WRONG_PASSWORD}@127.0.0.1:%d/app
                  columns: {'*.*.email': hash}
                  hashKey: ${WRONG_PASSWORD}
                log: {bootstrapServers: '127.0.0.1:1'}
                capture: {connectUrl: 'http://u:${WRONG_PASSWORD}@127.0.0.1:1'}
                warehouse: {url: 'http://millrace:${WRONG_PASSWORD}@127.0.0.1:%d'}
                ops: {token: '${WRONG_PASSWORD}'}
                ports: {controller: 0, pipeline: 0, ops: 0, shop: 0}
                """.replace("${WRONG_PASSWORD}", WRONG)
                .formatted(source.getPort(), clickhouse.getPort()));

        for (var command : List.of("doctor", "up")) {
            var arguments = command.equals("up")
                    ? List.of("up", "--detach", "--config", file.toString())
                    : List.of("doctor", "--config", file.toString());
            var result = Millrace.at(folder.resolve("data")).run(arguments.toArray(String[]::new));
            assertThat(result.exit()).as(command).isEqualTo(1);
            assertThat(result.out() + result.err()).as(command).doesNotContain(WRONG);
            Millrace.at(folder.resolve("data")).run("down");
        }
        assertThat(foundInFiles(folder.resolve("data"), Map.of("wrong password", WRONG)))
                .isEmpty();
    }

    private static Map<String, String> secrets() throws IOException {
        var secrets = new LinkedHashMap<String, String>();
        secrets.put("source", STACK.source().getUserInfo().split(":", 2)[1]);
        secrets.put("hash key", Guarded.HASH_KEY);
        secrets.putAll(generated(STACK.millrace().data()));
        return secrets;
    }

    /** The passwords that a stack has made, by name. */
    static Map<String, String> generated(Path data) throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(data.resolve("etc/secrets"))) {
            properties.load(in);
        }
        var generated = new LinkedHashMap<String, String>();
        properties.forEach((name, value) -> generated.put(name.toString(), value.toString()));
        return generated;
    }

    /** Users of the worker cannot read more than the connector needs. */
    @Test
    void theWorkerReadsNoFileButThoseOfItsConnector() throws Exception {
        var etc = STACK.millrace().data().resolve("etc");
        var connect = new Http(STACK.millrace().url("connect"));
        var places = new LinkedHashMap<String, String>();
        for (var reference : List.of(
                etc + "/secrets:postgres",
                etc + "/secrets:clickhouse",
                etc + "/connector/../secrets:clickhouse",
                etc + "/millrace.yaml:url",
                etc + "/millrace.yaml:hashKey",
                STACK.millrace().data() + "/connect/worker.properties:millrace.rest.password")) {
            var body = Http.JSON.createObjectNode();
            body.put("connector.class", "io.millrace.connect.CaptureConnector");
            body.put("name", "hostile");
            for (var key : List.of("topic.prefix", "database.user", "slot.name", "publication.name")) {
                body.put(key, "${file:" + reference + "}");
            }
            places.put(
                    reference,
                    connect.send(
                                    "PUT",
                                    "/connector-plugins/io.millrace.connect.CaptureConnector/config/validate",
                                    body.toString())
                            .body());
        }
        assertThat(found(places, secrets())).isEmpty();
        assertThat(places.values()).allSatisfy(answer -> assertThat(answer).contains("topic.prefix"));
    }

    @Test
    void nobodyAsksTheWorkerWithoutItsPassword() throws Exception {
        var connect = STACK.millrace().url("connect");
        var nobody = new Http(URI.create("http://127.0.0.1:" + connect.getPort()));
        for (var path : List.of("/", "/connectors", "/connector-plugins", "/connectors/millrace-app/config")) {
            assertThat(nobody.send("GET", path, "").statusCode()).as(path).isEqualTo(401);
        }
        assertThat(new Http(connect).send("GET", "/connectors", "").statusCode())
                .isEqualTo(200);
    }

    /** By the file that Kafka's own tools take, and not without. */
    @Test
    void nobodyReadsTheLogWithoutItsPassword() throws Exception {
        var file = STACK.millrace().data().resolve("etc/kafka-client.properties");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        var settings = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            settings.load(in);
        }
        try (var admin = Admin.create(settings)) {
            assertThat(admin.listTopics().names().get()).contains("millrace.app.changes", "millrace.connect.offset");
        }
        settings.setProperty(
                "sasl.jaas.config", settings.getProperty("sasl.jaas.config").replaceFirst("[0-9a-f]{32}", WRONG));
        try (var admin = Admin.create(settings)) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void whatIsKeptIsItsOwnersAlone() throws Exception {
        var data = STACK.millrace().data();
        for (var folder : List.of(
                "",
                "etc",
                "etc/connector",
                "logs",
                "run",
                "kafka",
                "clickhouse",
                "connect",
                "controller",
                "pipeline")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(folder))))
                    .as(folder)
                    .isEqualTo("rwx------");
        }
    }

    /** The services and the launcher that watches over them. */
    private static Set<Long> pids() throws Exception {
        var pids = new TreeSet<Long>();
        for (long pid : STACK.millrace().pids()) {
            pids.add(pid);
            ProcessHandle.of(pid)
                    .flatMap(ProcessHandle::parent)
                    .filter(parent -> parent.pid() > 1)
                    .ifPresent(parent -> pids.add(parent.pid()));
        }
        return pids;
    }

    /** In every file that is not its owner's alone. */
    static List<String> foundInFiles(Path folder, Map<String, String> secrets) throws IOException {
        var found = new ArrayList<String>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && attributes.size() < MOST_BYTES && isOpen(file)) {
                    found.addAll(found(Map.of(file.toString(), Files.readString(file, ISO_8859_1)), secrets));
                }
                return FileVisitResult.CONTINUE;
            }

            /** Servers remove files as they like. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean isOpen(Path file) throws IOException {
        var rights = Files.getPosixFilePermissions(file);
        return rights.contains(PosixFilePermission.GROUP_READ) || rights.contains(PosixFilePermission.OTHERS_READ);
    }

    private static List<String> found(Map<String, String> places, Map<String, String> secrets) {
        var found = new ArrayList<String>();
        places.forEach((place, text) -> secrets.forEach((name, secret) -> {
            if (text.contains(secret)) {
                found.add("the " + name + " in " + place);
            }
        }));
        return found;
    }
}
