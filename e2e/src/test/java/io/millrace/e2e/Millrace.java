package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.StateTopic;
import io.millrace.local.BrokerLogin;
import io.millrace.local.UserCache;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** The command {@code ./millrace} on a data folder of its own, as a user would run it. */
final class Millrace implements AutoCloseable {
    static final String LAUNCHER = "launcher";

    static final Path HOME =
            Path.of(System.getProperty("millrace.home", "..")).toAbsolutePath().normalize();
    private static final long LIMIT_MINUTES = 90;
    private static final long PREPARE_LIMIT_MINUTES = 10;

    /** Recovery times are measured elsewhere; a loaded machine must not break a test. */
    private static final Duration RETURN = Duration.ofMinutes(4);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static boolean prepared;

    private final Path home;
    private final Path data;
    private final Path config;
    private final Map<String, String> environment;

    /** What a command printed, and how it ended. */
    record Result(int exit, String out, String err) {}

    private Millrace(Path data, Path config) {
        this(HOME, data, config, Map.of());
    }

    private Millrace(Path home, Path data, Path config, Map<String, String> environment) {
        this.home = home;
        this.data = data;
        this.config = config;
        this.environment = environment;
    }

    /** What {@code up} would run by a configuration, not started yet. */
    static Millrace configured(Path data, String yaml, Map<String, String> environment) throws IOException {
        var config = data.resolveSibling(data.getFileName() + ".yaml");
        Files.writeString(config, yaml);
        return new Millrace(HOME, data, config, environment);
    }

    /** The same folder and configuration with the command of another build. */
    Millrace withBuild(Path build) {
        return new Millrace(build, data, config, environment);
    }

    /** Starts the demo on free ports; returns when every service is healthy. */
    static Millrace demo(Path data, double ordersPerSecond) throws IOException, InterruptedException {
        var config = data.resolveSibling(data.getFileName() + ".yaml");
        Files.writeString(
                config,
                "ports: {postgres: 0, kafka: 0, connect: 0, clickhouse: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}\n");
        var millrace = new Millrace(data, config);
        var result = millrace.start(ordersPerSecond);
        if (result.exit() != 0) {
            throw new IOException("./millrace demo failed:\n" + result.out() + result.err()
                    + millrace.run("logs").out());
        }
        return millrace;
    }

    /** What {@code up} would run for a source, not started yet; all else is embedded, on free ports. */
    static Millrace of(Path data, String sourceUrl) throws IOException {
        return of(data, sourceUrl, "");
    }

    /** The same, with more settings of the source: lines indented by two. */
    static Millrace of(Path data, String sourceUrl, String settings) throws IOException {
        var config = data.resolveSibling(data.getFileName() + ".yaml");
        Files.writeString(
                config,
                "source:\n  url: " + sourceUrl + Guarded.SETTINGS
                        + settings
                        + "\nports: {postgres: 0, kafka: 0, connect: 0, clickhouse: 0, controller: 0, pipeline: 0, ops: 0, shop: 0}\n");
        return new Millrace(data, config);
    }

    /** The command on a folder that nothing stands in yet. */
    static Millrace at(Path data) {
        return new Millrace(data, data.resolveSibling(data.getFileName() + ".yaml"));
    }

    /** A stack that runs already: its configuration stands beside its data. */
    static Millrace running(Path data) {
        return new Millrace(data, data.resolveSibling(data.getFileName() + ".yaml"));
    }

    /** Deletes what a stack has left that was stopped. */
    static void delete(Path folder) {
        // Executors of a Spark cluster that was stopped drain for some seconds more, and write into it.
        Awaitility.await("the data folder is deleted")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(DirectoryNotEmptyException.class)
                .until(() -> {
                    UserCache.deleteTree(folder);
                    return true;
                });
    }

    Result doctor() throws IOException, InterruptedException {
        return run("doctor", "--config", config.toString());
    }

    Path data() {
        return data;
    }

    /** Makes archives of classes where this build has none: the many starts of this run then cost a third less. */
    private static synchronized void prepare() throws IOException, InterruptedException {
        if (prepared) {
            return;
        }
        prepared = true;
        var builder = new ProcessBuilder(HOME + "/millrace", "prepare")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("MILLRACE_BUILD", "never");
        // Without them everything works as well.
        Process process = builder.start();
        if (!process.waitFor(PREPARE_LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
        }
    }

    /** Starts it; returns when every service is healthy. */
    void up(String... options) throws IOException, InterruptedException {
        var result = tryUp(options);
        if (result.exit() != 0) {
            throw new IOException("./millrace up failed:\n" + result.out() + result.err()
                    + run("logs").out());
        }
    }

    /** The same, which may fail. */
    Result tryUp(String... options) throws IOException, InterruptedException {
        prepare();
        var arguments = new ArrayList<>(List.of("up", "--detach", "--config", config.toString()));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    Result start(double ordersPerSecond) throws IOException, InterruptedException {
        prepare();
        return run("demo", "--detach", "--config", config.toString(), "--orders-per-second", "" + ordersPerSecond);
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(home + "/millrace"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        var err = Files.createTempFile("millrace", ".err");
        var out = Files.createTempFile("millrace", ".out");
        try {
            var builder =
                    new ProcessBuilder(command).redirectError(err.toFile()).redirectOutput(out.toFile());
            // The build that runs this test has built everything; a second build inside it would pull the rug away.
            builder.environment().put("MILLRACE_BUILD", "never");
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(
                        "millrace " + List.of(arguments) + " did not end within " + LIMIT_MINUTES + " minutes");
            }
            return new Result(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            Files.delete(err);
            Files.delete(out);
        }
    }

    /** Returns when all that was committed is queryable. */
    void awaitCaughtUp() throws IOException, InterruptedException {
        awaitCaughtUp(Duration.ofSeconds(90));
    }

    void awaitCaughtUp(Duration limit) throws IOException, InterruptedException {
        var result = run("wait", "--timeout", limit.toSeconds() + "s");
        if (result.exit() != 0) {
            throw new AssertionError("millrace wait failed: " + result.out() + result.err());
        }
    }

    JsonNode status() throws IOException, InterruptedException {
        return JSON.readTree(run("status", "--json").out());
    }

    /** What the launcher last wrote down of a service: a JVM for each look would slow down what is looked at. */
    JsonNode service(String name) throws IOException {
        for (var service : state().path("services")) {
            if (service.path("name").asText().equals(name)) {
                return service;
            }
        }
        return JSON.missingNode();
    }

    URI url(String service) throws IOException {
        var url = service(service).path("url").asText();
        if (url.isEmpty()) {
            throw new AssertionError("no service " + service);
        }
        return URI.create(url);
    }

    /** Of its Kafka; the caller closes it. */
    Admin admin() throws IOException {
        return admin("kafka");
    }

    /** @param broker one of several */
    Admin admin(String broker) throws IOException {
        return Admin.create(new HashMap<>(BrokerLogin.clientSettings(url(broker))));
    }

    /** What the controller remembers of a key, by the topic of its state. */
    JsonNode state(String key) throws IOException {
        var security = new HashMap<>(BrokerLogin.clientSettings(url("kafka")));
        var brokers = new Brokers(String.valueOf(security.remove("bootstrap.servers")), security);
        try (var topic = StateTopic.open(brokers, new ChangeStreamTopics("app"), Clock.systemUTC())) {
            return topic.read().getOrDefault(key, JSON.missingNode());
        }
    }

    /** Of a service or the launcher; empty while it has none. */
    Optional<Long> pid(String name) throws IOException {
        var process =
                name.equals(LAUNCHER) ? state().path(LAUNCHER) : service(name).path("process");
        return Optional.of(process.path("pid").asLong()).filter(pid -> pid > 0);
    }

    private JsonNode state() throws IOException {
        var file = data.resolve("run").resolve("state.json");
        return Files.exists(file) ? JSON.readTree(Files.readString(file, UTF_8)) : JSON.missingNode();
    }

    List<Long> pids() throws IOException, InterruptedException {
        var pids = new ArrayList<Long>();
        status().path("services").forEach(service -> {
            if (service.path("pid").asLong() > 0) {
                pids.add(service.path("pid").asLong());
            }
        });
        return pids;
    }

    /** Kills a service with -9 and returns when the launcher has brought it back. */
    void killAndAwaitReturn(String name) throws IOException, InterruptedException {
        long pid = pid(name).orElseThrow();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Awaitility.await(name + " is back")
                .atMost(RETURN)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    var now = pid(name);
                    return now.isPresent()
                            && now.get() != pid
                            && service(name).path("state").asText().equals("healthy");
                });
    }

    /** Kills all but Postgres, whose memory would stay behind, and stops the rest: to stop all in order takes ten seconds. */
    @Override
    public void close() throws IOException, InterruptedException {
        var state = state();
        // The launcher first, or it would start again what is killed.
        own(state.path(LAUNCHER)).ifPresent(ProcessHandle::destroyForcibly);
        for (var service : state.path("services")) {
            if (!service.path("name").asText().equals("postgres")) {
                own(service.path("process")).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        run("down");
    }

    /** The very process that was written down. */
    private static Optional<ProcessHandle> own(JsonNode process) {
        var identity = new ProcessIdentity(
                process.path("pid").asLong(), process.path("started").asText());
        return identity.isAlive() ? ProcessHandle.of(identity.pid()) : Optional.empty();
    }
}
