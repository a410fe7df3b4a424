package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.fault.Failpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every process killed, frozen and restarted, and ended at each {@link Failpoint}, under a load of updates and deletes on hot
 * keys. {@code -Dmillrace.drill.freeze=60} freezes for so many seconds.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(2)
final class DrillsIT {
    private static final Duration FREEZE = Duration.ofSeconds(Long.getLong("millrace.drill.freeze", 5));
    private static final Duration REACHED = Duration.ofMinutes(2);
    private static final int SHELF = 5_000;

    /** Updates of all rows of the shelf: more than the pipeline may hold. */
    private static final int FLOOD = 24;

    /** As {@code ExecutorWriter.Limits} has it, and a block more; rows of many bytes are held back earlier. */
    private static final int MOST_QUEUED = 110_000;

    /** Whose silence others must bear: each of them waits for its answers. */
    private static final List<String> FROZEN = List.of("postgres", "kafka", "clickhouse", "pipeline");

    private static final Recoveries RECOVERIES = new Recoveries();

    private static DrillStack stack;
    private static HotKeys load;

    @BeforeAll
    static void start() throws Exception {
        stack = DrillStack.start("warehouse: {history: [public.hot]}\npipeline: {checkpointInterval: 5s}\n");
        load = new HotKeys(stack);
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE shelf (id int PRIMARY KEY, a text)");
            statement.execute("INSERT INTO shelf SELECT i, 'row ' || i FROM generate_series(1, " + SHELF + ") i");
        }
        load.awaitFlow();
    }

    @AfterAll
    static void stop() throws Exception {
        System.out.println(RECOVERIES);
        if (load != null) {
            System.out.println(load.transactions() + " transactions meanwhile");
            load.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    /** {@code -Dmillrace.proofs=true} freezes every process, and restarts each, which is the mildest of the three. */
    @TestFactory
    @Order(1)
    Stream<DynamicTest> everyProcessIsKilledFrozenAndRestarted() {
        return Stream.concat(DrillStack.SERVICES.stream(), Stream.of(DrillStack.LAUNCHER))
                .flatMap(process -> Stream.of(
                                drill(process, "kill -9", () -> stack.kill(process, "KILL")),
                                drill(process, "frozen " + FREEZE.toSeconds() + " s", () -> freeze(process)),
                                drill(process, "restart", () -> restart(process)))
                        .limit(Boolean.getBoolean("millrace.proofs") ? 3 : FROZEN.contains(process) ? 2 : 1));
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> itEndsBetweenTwoSteps() {
        return Stream.of(
                atMoment(Failpoint.CHANGES_LOGGED, () -> {}),
                atMoment(Failpoint.HISTORY_KEPT, () -> {}),
                atMoment(Failpoint.ROWS_WRITTEN, () -> {}),
                atMoment(Failpoint.PROGRESS_RECORDED, () -> {}),
                atMoment(Failpoint.SHAPE_ALTERED, () -> execute("ALTER TABLE hot ADD COLUMN extra int DEFAULT 7")),
                atMoment(
                        Failpoint.DEAD_LETTER_LOGGED,
                        () -> stack.changes()
                                .produce(List.of(new ChangeStream.Raw(null, "no change".getBytes(UTF_8))))),
                atMoment(Failpoint.REPLAY_WRITTEN, DrillsIT::replay),
                atMoment(Failpoint.ROWS_LOADING, DrillsIT::resync),
                atMoment(Failpoint.LOAD_READ, DrillsIT::resync),
                atMoment(Failpoint.LOAD_LANDED, DrillsIT::resync));
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> theWarehouseRefusesOrIsSlow() {
        return Stream.of(
                refused("too many parts", "Too many parts", "parts_to_delay_insert = 1, parts_to_throw_insert = 1"),
                refused("no space left", "NOT_ENOUGH_SPACE", "min_free_disk_bytes_to_perform_insert = " + (1L << 60)),
                refused("read-only", "TABLE_IS_PERMANENTLY_READ_ONLY", "table_readonly = 1"),
                refused("slow", "", "parts_to_delay_insert = 1, min_delay_to_insert_ms = 1000"));
    }

    /** Its launcher begins another term with the next start. */
    @Test
    @Order(3)
    void aPipelineStopsWhenAnotherOneOfItsSourceHasBegun() throws Exception {
        long pid = stack.pid("pipeline").orElseThrow();
        stack.alter("INSERT INTO millrace.pipelines (source, term, owner)"
                + " SELECT 'app', max(term) + 1, '1@elsewhere' FROM millrace.pipelines WHERE source = 'app'");
        Awaitility.await("the pipeline stops")
                .atMost(REACHED)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !DrillStack.runs(pid));
        load.recover("pipeline", "superseded", RECOVERIES);
        assertThat(Files.readString(stack.data().resolve("logs").resolve("pipeline.log")))
                .contains("Another pipeline of app (1@elsewhere) has begun");
    }

    /** Of the controller and of ops; what they do afterwards shows that they do it again. */
    @Test
    @Order(3)
    void everyDutyFailsOnceIsReportedAndRestarts() throws Exception {
        var duties = List.of(
                "capture",
                "loads",
                "control",
                "resync",
                "verify",
                "topics",
                "catalog",
                "report",
                "alerts",
                "alert_facts",
                "samples",
                "probe_postgres",
                "probe_kafka",
                "probe_connect",
                "probe_controller",
                "probe_pipeline",
                "probe_rows");
        for (var duty : duties) {
            stack.failDuty(duty);
        }
        Awaitility.await("each has failed and is known to have")
                .atMost(REACHED)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(
                                stack.warehouse().query("SELECT duty FROM millrace.duties FINAL WHERE failures > 0"))
                        .containsAll(duties));
        assertThat(Files.readString(stack.data().resolve("logs").resolve("controller.log")))
                .contains("The duty resync has failed and restarts", "The duty topics has failed and restarts");
        Awaitility.await("all work again")
                .atMost(REACHED)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(stack.warehouse()
                                .query("SELECT duty, detail FROM millrace.duties FINAL WHERE state != 'working'"))
                        .isEmpty());
        var resync = stack.millrace().run("resync", "public.shelf");
        assertThat(resync.exit()).as(resync.err()).isZero();
        stack.execute("CREATE TABLE after_failures (id int PRIMARY KEY)", "INSERT INTO after_failures VALUES (1)");
        Awaitility.await("it joins the capture")
                .atMost(REACHED)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(stack.contents().assertEqual("app", "public", "after_failures"))
                        .isEqualTo(1));
    }

    @Test
    @Order(3)
    void partitionsAreRaisedWhileKeysChange() throws Exception {
        var raised = stack.millrace().run("partitions", "8");
        assertThat(raised.exit()).as(raised.out() + raised.err()).isZero();
        assertThat(raised.out()).isEqualTo("the change stream has 8 partitions\n");
        load.recover("partitions", "from 4 to 8", RECOVERIES);
        load.assertHistoryComplete();
        Awaitility.await("rows come by new partitions")
                .atMost(REACHED)
                .untilAsserted(() -> assertThat(stack.warehouse()
                                .query("SELECT count() > 0 FROM millrace.current_progress WHERE topic = '"
                                        + DrillStack.TOPIC + "' AND partition > 3"))
                        .containsExactly("1"));
        var fewer = stack.millrace().run("partitions", "4");
        assertThat(fewer.exit()).isEqualTo(1);
        assertThat(fewer.err()).contains("Kafka cannot take partitions away: choose 8 or more");
    }

    @Test
    @Order(4)
    void theHistoryHasEveryVersionOnceAndEveryDeadLetterOneOutcome() throws Exception {
        load.assertHistoryComplete();
        assertThat(stack.warehouse().rows("SELECT code, status FROM millrace.dead_letters ORDER BY code"))
                .hasToString("[[BAD_VALUE, resolved], [NOT_JSON, open]]");
    }

    @TestFactory
    @Order(5)
    Stream<DynamicTest> itEndsWhileWhatWasLostIsFound() {
        return Stream.of(
                atMoment(Failpoint.SLOT_MADE, DrillsIT::dropSlot), atMoment(Failpoint.LOG_LOST, DrillsIT::deleteTopic));
    }

    @Test
    @Order(6)
    void verifyProvesIt() throws Exception {
        load.close();
        stack.millrace().awaitCaughtUp(Duration.ofMinutes(3));
        var result = stack.millrace().run("verify", "--json");
        assertThat(Http.JSON.readTree(result.out()).path("equal").asBoolean())
                .as(result.out() + result.err())
                .isTrue();
    }

    private interface Fault {
        /** Returns when the last obstacle has gone away. */
        void happen() throws Exception;
    }

    private static DynamicTest drill(String process, String name, Fault fault) {
        return DynamicTest.dynamicTest(process + ", " + name, () -> {
            fault.happen();
            load.recover(process, name, RECOVERIES);
        });
    }

    private static DynamicTest atMoment(Failpoint moment, Fault occasion) {
        return DynamicTest.dynamicTest("ends at " + moment, () -> {
            var process = process(moment);
            long pid = stack.pid(process).orElseThrow();
            stack.dieAt(moment);
            occasion.happen();
            Awaitility.await(moment + " is reached")
                    .atMost(REACHED)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> stack.hasDiedAt(moment) && !DrillStack.runs(pid));
            load.recover(process, moment.name(), RECOVERIES);
            stack.contents().assertEqual("app", "public", "shelf");
        });
    }

    /**
     * @param named what the pipeline's state must say meanwhile
     * @param settings of every storage table, which make the engine refuse
     */
    private static DynamicTest refused(String obstacle, String named, String settings) {
        return DynamicTest.dynamicTest("the warehouse: " + obstacle, () -> {
            var names = settings.replaceAll(" = [^,]*", "");
            // The end of a load waits for all before it to be written, and nothing behind it is read meanwhile.
            Awaitility.await("loads of earlier drills have ended")
                    .atMost(REACHED)
                    .until(() -> stack.warehouse()
                            .rows("SELECT id FROM millrace.loads FINAL WHERE stage IN ('waiting', 'reading', 'read')")
                            .isEmpty());
            alterStorage("MODIFY SETTING " + settings);
            try {
                for (int i = 0; i < FLOOD; i++) {
                    execute("UPDATE shelf SET a = 'row ' || id || ' " + obstacle + i + "'");
                }
                stack.awaitCaptured();
                // How much it holds is another matter: at the end of a batch it reads no more before all is written.
                Awaitility.await("the pipeline says what holds it back")
                        .atMost(REACHED)
                        .until(() -> stack.detail("pipeline").contains(named));
                assertThat(queued()).isLessThanOrEqualTo(MOST_QUEUED);
            } finally {
                alterStorage("RESET SETTING " + names);
            }
            load.recover("clickhouse", obstacle, RECOVERIES);
            stack.millrace().awaitCaughtUp(Duration.ofMinutes(3));
            stack.contents().assertEqual("app", "public", "shelf");
        });
    }

    private static void alterStorage(String what) throws Exception {
        for (var table : List.of("hot", "lines", "canary", "shelf")) {
            var answer = stack.warehouse().send("POST", "/", "ALTER TABLE app_raw." + table + " " + what);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    /** Rows that the pipeline holds. */
    private static double queued() throws Exception {
        var metrics = new Http(stack.millrace().url("pipeline"))
                .send("GET", "/metrics", "")
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("millrace_queue_rows"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String process(Failpoint moment) {
        return switch (moment) {
            case CHANGES_LOGGED -> "connect";
            case ROWS_LOADING, LOAD_READ, LOAD_LANDED, SLOT_MADE -> "controller";
            default -> "pipeline";
        };
    }

    private static void restart(String process) throws Exception {
        if (process.equals(DrillStack.LAUNCHER)) {
            stack.millrace().run("down");
        } else {
            stack.kill(process, process.equals("postgres") ? "INT" : "TERM");
        }
    }

    private static void freeze(String process) throws Exception {
        long pid = stack.pid(process).orElseThrow();
        boolean all = !process.equals(DrillStack.LAUNCHER);
        DrillStack.signal(pid, "STOP", all);
        LockSupport.parkNanos(FREEZE.toNanos());
        DrillStack.signal(pid, "CONT", all);
    }

    private static void resync() {
        beside("resync", "public.shelf");
    }

    /** A command that waits for what the drill interrupts. */
    private static void beside(String... command) {
        var thread = new Thread(
                () -> {
                    try {
                        stack.millrace().run(command);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                command[0]);
        thread.setDaemon(true);
        thread.start();
    }

    /** A dead letter of an old version, fixed. */
    private static void replay() throws Exception {
        var old = stack.changes().firstWith("\"note\":\"first\"");
        stack.changes().produce(List.of(old.with(old.text().replace("\"note\":\"first\"", "\"note\":{\"a\":1}"))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> stack.warehouse()
                        .rows("SELECT count() FROM millrace.dead_letters WHERE code = 'BAD_VALUE'")
                        .toString()
                        .equals("[[1]]"));
        beside("dead-letters", "replay", "--code", "BAD_VALUE", "--set", "/after/note=\"first\"", "--note", "a drill");
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void dropSlot() throws SQLException {
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            while (true) {
                statement.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
                try {
                    statement.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
                    return;
                } catch (SQLException e) {
                    if (!"55006".equals(e.getSQLState())) {
                        throw e;
                    }
                    LockSupport.parkNanos(20_000_000);
                }
            }
        }
    }

    private static void deleteTopic() throws Exception {
        try (var admin = stack.admin()) {
            admin.deleteTopics(List.of(DrillStack.TOPIC)).all().get();
        }
    }
}
