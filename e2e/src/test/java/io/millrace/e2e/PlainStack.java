package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.fault.Failpoint;
import io.millrace.local.LocalPorts;
import io.millrace.local.UserCache;
import io.millrace.local.server.ChdbLibrary;
import io.millrace.local.server.PostgresBinaries;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The processes of {@code e2e/plain-processes.sh}, which nobody watches or starts again. {@code -Dmillrace.e2e.keep=true} leaves
 * their folder with logs and data.
 */
final class PlainStack implements BeforeAllCallback, AfterAllCallback {
    /** The source's database, and the warehouse's. */
    static final String DATABASE = "shop";

    private static final long LIMIT_MINUTES = 10;

    private final Path build;
    private final Properties environment = new Properties();
    private @Nullable Path folder;

    PlainStack() {
        this(Millrace.HOME);
    }

    private PlainStack(Path build) {
        this.build = build;
    }

    /**
     * Processes of another build beside these, of which none is started yet: they use the same systems, and their controller and their
     * ops have ports of their own.
     */
    PlainStack beside(Path otherBuild) throws IOException {
        var other = new PlainStack(otherBuild);
        other.folder = Files.createDirectories(requireNonNull(folder).resolve("beside"));
        Files.createDirectories(other.data());
        Files.createDirectories(other.failpoints());
        other.environment.putAll(environment);
        other.environment.setProperty("CONTROLLER_PORT", port("STANDBY"));
        other.environment.setProperty("OPS_PORT", Integer.toString(LocalPorts.free()));
        Files.writeString(
                other.data().resolve("environment"),
                other.environment.stringPropertyNames().stream()
                        .map(name -> name + "=" + other.value(name) + "\n")
                        .collect(Collectors.joining()),
                UTF_8);
        return other;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (SharedStack.isShared()) {
            throw new IllegalStateException("two stacks at once: give this test class @Order(2)");
        }
        var made = Files.createTempDirectory("millrace-plain-");
        folder = made;
        Files.createDirectories(failpoints());
        try {
            // So that a load lasts for seconds on any machine.
            script(Map.of("LOAD_ROWS_PER_SECOND", "80000"), "up");
        } catch (AssertionError e) {
            script("down");
            throw e;
        }
        try (var in = Files.newBufferedReader(data().resolve("environment"))) {
            environment.load(in);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (folder == null) {
            // Another extension has had the class left out.
            return;
        }
        script("down");
        if (!Boolean.getBoolean("millrace.e2e.keep")) {
            UserCache.deleteTree(requireNonNull(folder));
        }
    }

    /** Runs the script on this stack's folder; fails if it does. */
    void script(String command, String... service) throws IOException, InterruptedException {
        script(Map.of(), command, service);
    }

    /** Starts the second controller so that it reaches Kafka by {@link #networkToKafka} alone. */
    void startStandbyBehindNetwork() throws IOException, InterruptedException {
        var hosts = requireNonNull(folder).resolve("hosts");
        Files.writeString(hosts, NetworkCut.ADDRESS + " localhost\n", UTF_8);
        script(Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts), "start", "standby");
    }

    private void script(Map<String, String> variables, String command, String... service)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(
                List.of(build.resolve("e2e/plain-processes.sh").toString(), command, data().toString()));
        words.addAll(List.of(service));
        var all = new HashMap<>(variables);
        all.put("POSTGRES_HOME", PostgresBinaries.folder().toString());
        all.put("LIBCHDB", ChdbLibrary.file().toString());
        all.put("JAVA_HOME", System.getProperty("java.home"));
        all.put("MILLRACE_FAILPOINTS", failpoints().toString());
        var result = run(words, all);
        assertThat(result.exit()).as(words + ": " + result.out() + result.err()).isZero();
    }

    /** {@code ./millrace --ops URL …}, which has the token and else nothing of this stack. */
    Millrace.Result millrace(String... arguments) throws IOException, InterruptedException {
        return millrace(Map.of("MILLRACE_OPS_TOKEN", value("MILLRACE_OPS_TOKEN")), arguments);
    }

    private Millrace.Result millrace(Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Millrace.HOME + "/millrace", "--ops", "http://127.0.0.1:" + port("OPS")));
        command.addAll(List.of(arguments));
        var all = new HashMap<>(variables);
        all.put("MILLRACE_BUILD", "never");
        return run(command, all);
    }

    /** {@code ./millrace doctor}, which reads the configuration, and so needs the secrets of its variables. */
    Millrace.Result doctor() throws IOException, InterruptedException {
        var variables = new HashMap<String, String>();
        environment.stringPropertyNames().forEach(name -> variables.put(name, value(name)));
        return millrace(
                variables, "doctor", "--config", data().resolve("millrace.yaml").toString());
    }

    private Millrace.Result run(List<String> command, Map<String, String> variables)
            throws IOException, InterruptedException {
        var elsewhere = requireNonNull(folder);
        var err = Files.createTempFile(elsewhere, "command", ".err");
        var out = Files.createTempFile(elsewhere, "command", ".out");
        var builder = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectError(err.toFile())
                .redirectOutput(out.toFile());
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end within " + LIMIT_MINUTES + " minutes");
        }
        var result =
                new Millrace.Result(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        Files.delete(err);
        Files.delete(out);
        return result;
    }

    /** Of a service; fails while it has none. */
    long pid(String service) throws IOException {
        return Long.parseLong(
                Files.readString(data().resolve(service + ".pid"), UTF_8).strip());
    }

    /** Has the next process that reaches the moment die there as by {@code kill -9}. */
    void dieAt(Failpoint moment) throws IOException {
        Files.createFile(failpoints().resolve(moment.name()));
    }

    /** What a service has logged since its last start. */
    String log(String service) throws IOException {
        var file = data().resolve(service + ".log");
        return Files.exists(file) ? Files.readString(file, UTF_8) : "";
    }

    /** Of a controller or ops: active, standby or unknown; empty while it does not answer. */
    String role(String process) throws InterruptedException {
        return new Http(URI.create("http://127.0.0.1:" + port(process))).role();
    }

    /** Asks ops for something, as its API has it. */
    JsonNode ops(String method, String path, String body) throws IOException, InterruptedException {
        return new Http(URI.create("http://127.0.0.1:" + port("OPS")), value("MILLRACE_OPS_TOKEN"))
                .json(method, path, body);
    }

    /** The same with an idempotency key. */
    JsonNode askOnce(String key, String path, String body) throws IOException, InterruptedException {
        return new Http(URI.create("http://127.0.0.1:" + port("OPS")), value("MILLRACE_OPS_TOKEN"), key)
                .json("POST", path, body);
    }

    void execute(String... statements) throws SQLException {
        try (var connection = Contents.connect(source());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Contents contents() {
        return new Contents(source(), clickhouse());
    }

    Http warehouse() {
        return new Http(clickhouse());
    }

    /** Changes the warehouse behind the pipeline's back; returns when that is done. */
    void alter(String sql) throws IOException, InterruptedException {
        var response = warehouse().send("POST", "/?mutations_sync=1", sql);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    ChangeStream changes() {
        return new ChangeStream(URI.create("kafka://127.0.0.1:" + port("KAFKA")), "millrace." + DATABASE + ".changes");
    }

    private URI source() {
        return URI.create("postgresql://millrace:" + value("POSTGRES_PASSWORD") + "@127.0.0.1:" + port("POSTGRES") + "/"
                + DATABASE);
    }

    private URI clickhouse() {
        return URI.create("http://millrace:" + value("CLICKHOUSE_PASSWORD") + "@127.0.0.1:" + port("CLICKHOUSE"));
    }

    /** The network between Kafka and a process that {@link #startStandbyBehindNetwork} starts. */
    NetworkCut networkToKafka() throws IOException {
        return new NetworkCut(Integer.parseInt(port("KAFKA")));
    }

    private String port(String service) {
        return value(service + "_PORT");
    }

    private String value(String name) {
        return requireNonNull(environment.getProperty(name), name);
    }

    private Path data() {
        return requireNonNull(folder, "register the extension as a static field")
                .resolve("data");
    }

    private Path failpoints() {
        return requireNonNull(folder).resolve("failpoints");
    }
}
