package io.millrace.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.fault.Failpoint;
import io.millrace.local.LocalPorts;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/**
 * A stack of which every process may die, Postgres too. Its ports stay as they are through every start, and it can be made to die
 * at a {@link Failpoint}.
 */
final class DrillStack implements Followed, AutoCloseable {
    static final String LAUNCHER = Millrace.LAUNCHER;
    static final List<String> SERVICES =
            List.of("postgres", "kafka", "connect", "clickhouse", "controller", "pipeline", "ops");
    static final String TOPIC = "millrace.app.changes";

    private final Path folder;
    private Millrace millrace;
    private final URI postgres;
    private final URI clickhouse;
    private final String[] options;
    private final List<String> members;

    private DrillStack(Path folder, Millrace millrace, List<String> members, String... options)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.millrace = millrace;
        this.members = members;
        this.options = options;
        up();
        this.postgres = millrace.url("postgres");
        this.clickhouse = millrace.url("clickhouse");
    }

    /** @param more further lines of the configuration */
    static DrillStack start(String more) throws IOException, InterruptedException {
        return start(Files.createTempDirectory("millrace-drill-"), more);
    }

    /** @param folder deleted in the end; its data will be in {@code data} */
    static DrillStack start(Path folder, String more) throws IOException, InterruptedException {
        return start(folder, more, SERVICES);
    }

    /**
     * A stack with other members than the services of an ordinary one.
     *
     * @param options of {@code up}
     */
    static DrillStack start(Path folder, String more, List<String> members, String... options)
            throws IOException, InterruptedException {
        return start(Millrace.HOME, folder, more, members, options);
    }

    /** One that another build of Millrace runs. */
    static DrillStack startBuild(Path build, String more) throws IOException, InterruptedException {
        return start(build, Files.createTempDirectory("millrace-drill-"), more, SERVICES);
    }

    private static DrillStack start(Path build, Path folder, String more, List<String> members, String... options)
            throws IOException, InterruptedException {
        if (SharedStack.isShared()) {
            throw new IllegalStateException("two stacks at once: give this test class @Order(2)");
        }
        var failpoints = Files.createDirectory(folder.resolve("failpoints"));
        var ports = Stream.concat(SERVICES.stream(), Stream.of("shop"))
                .map(service -> service + ": " + LocalPorts.free())
                .collect(Collectors.joining(", ", "ports: {", "}\n"));
        var millrace = Millrace.configured(
                        folder.resolve("data"), ports + more, Map.of("MILLRACE_FAILPOINTS", failpoints.toString()))
                .withBuild(build);
        return new DrillStack(folder, millrace, members, options);
    }

    @Override
    public String database() {
        return "app";
    }

    @Override
    public void startIfGone() throws IOException, InterruptedException {
        if (!launcherRuns()) {
            up();
        }
    }

    /** Starts it again, as it was. */
    void up() throws IOException, InterruptedException {
        millrace.up(options);
    }

    Millrace millrace() {
        return millrace;
    }

    /** From now on commands are those of another build. */
    void use(Path build) {
        millrace = millrace.withBuild(build);
    }

    Path data() {
        return folder.resolve("data");
    }

    @Override
    public Connection connect() throws SQLException {
        return Contents.connect(postgres);
    }

    @Override
    public Http warehouse() {
        return new Http(clickhouse);
    }

    /** Changes the warehouse behind the pipeline's back; returns when that is done. */
    void alter(String sql) throws IOException, InterruptedException {
        var response = warehouse().send("POST", "/?mutations_sync=1", sql);
        if (response.statusCode() != 200) {
            throw new IOException(response.body());
        }
    }

    @Override
    public Contents contents() {
        return new Contents(postgres, clickhouse);
    }

    ChangeStream changes() throws IOException, InterruptedException {
        return new ChangeStream(millrace.url("kafka"), TOPIC);
    }

    /** Of a service or the launcher; empty while it has none. */
    Optional<Long> pid(String name) throws IOException {
        return millrace.pid(name);
    }

    /** Also that its process is there: the launcher needs a moment to notice an end. */
    boolean isHealthy(String name) throws IOException {
        return millrace.service(name).path("state").asText().equals("healthy")
                && pid(name).filter(DrillStack::runs).isPresent();
    }

    /** What is said about a service that is not healthy. */
    String detail(String name) throws IOException {
        return millrace.service(name).path("detail").asText();
    }

    @Override
    public boolean isHealthy() throws IOException {
        for (var service : members) {
            if (!isHealthy(service)) {
                return false;
            }
        }
        return true;
    }

    /** Asks for the end of whichever process reaches the moment next. */
    void dieAt(Failpoint moment) throws IOException {
        Files.createFile(folder.resolve("failpoints").resolve(moment.name()));
    }

    /** Returns when the change stream has all that has committed by now. */
    void awaitCaptured() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            var now = statement.executeQuery("SELECT pg_current_wal_insert_lsn()");
            now.next();
            var captured = "SELECT confirmed_flush_lsn >= '" + now.getString(1) + "' FROM pg_replication_slots";
            Awaitility.await("the change stream has what the pipeline may not hold")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> {
                        var row = statement.executeQuery(captured);
                        return row.next() && row.getBoolean(1);
                    });
        }
    }

    /** Holds the next process that reaches the moment, until {@link #release}. */
    void hold(Failpoint moment) throws IOException {
        Files.deleteIfExists(held(moment));
        Files.createFile(folder.resolve("failpoints").resolve(moment.name() + ".hold"));
    }

    void awaitHeld(Failpoint moment) {
        Awaitility.await(moment + " is reached")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Files.exists(held(moment)));
    }

    void release(Failpoint moment) throws IOException {
        Files.deleteIfExists(folder.resolve("failpoints").resolve(moment.name() + ".hold"));
    }

    private Path held(Failpoint moment) {
        return folder.resolve("failpoints").resolve(moment.name() + ".held");
    }

    /** Asks for a failure of a duty, in whichever process has it. */
    void failDuty(String name) throws IOException {
        Files.createFile(folder.resolve("failpoints").resolve("DUTY_" + name));
    }

    boolean hasDiedAt(Failpoint moment) {
        return Files.notExists(folder.resolve("failpoints").resolve(moment.name()));
    }

    /** Returns when the process is gone. */
    void kill(String name, String signal) throws IOException, InterruptedException {
        long pid = pid(name).orElseThrow();
        signal(pid, signal, false);
        Awaitility.await(name + " is gone")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !runs(pid));
    }

    interface Step {
        void happen() throws IOException, InterruptedException, SQLException;
    }

    /** Meanwhile nobody starts it again. */
    void whileStopped(String name, String signal, Step step) throws IOException, InterruptedException, SQLException {
        long launcher = pid(LAUNCHER).orElseThrow();
        signal(launcher, "STOP", false);
        try {
            kill(name, signal);
            step.happen();
        } finally {
            signal(launcher, "CONT", false);
        }
    }

    /** With owner and rights: Postgres refuses to start otherwise. */
    static void copy(Path from, Path to) throws IOException, InterruptedException {
        if (new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                        .inheritIO()
                        .start()
                        .waitFor()
                != 0) {
            throw new IOException("cannot copy " + from);
        }
    }

    void awaitSource() {
        Awaitility.await("the source answers")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    connect().close();
                    return true;
                });
    }

    void execute(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** A process that has ended, and that nobody has asked for its end, does not run. */
    static boolean runs(long pid) {
        return ProcessIdentity.of(pid).isPresent();
    }

    boolean launcherRuns() throws IOException {
        return pid(LAUNCHER).filter(DrillStack::runs).isPresent();
    }

    Admin admin() throws IOException {
        return millrace.admin();
    }

    /** What the controller remembers of a key. */
    JsonNode state(String key) throws IOException {
        return millrace.state(key);
    }

    /** A process with all that it has started, or alone. */
    static void signal(long pid, String signal, boolean withDescendants) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("kill", "-" + signal, Long.toString(pid)));
        if (withDescendants) {
            ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(child -> command.add(Long.toString(child.pid())));
        }
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        millrace.close();
        if (!Boolean.getBoolean("millrace.e2e.keep")) {
            Millrace.delete(folder);
        }
    }
}
