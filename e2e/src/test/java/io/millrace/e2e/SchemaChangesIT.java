package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.e2e.SchemaChangeRun.Way;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The matrix of schema changes: all cases of {@code schema-changes.sql} in parallel, each ending with contents equal.
 * {@code -Dmillrace.schema.changes=PART,…} plays only the cases whose names hold one of the parts, also those that are
 * not followed yet; {@code all} plays all but the one of a table that is left out. {@code
 * -Dmillrace.schema.changes.every.way=true} plays each case in all ways, which takes twice as long.
 */
final class SchemaChangesIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final String SAME_BUT_FOR_CASE = "a column whose name differs from another's in case only";

    /** Cases that are not followed yet, by reason. They are not played unless asked for. */
    private static final Map<String, List<String>> NOT_YET = Map.of(
            "Debezium's tables have one column a name, whatever its case: the table is left out, doctor names it",
            List.of(SAME_BUT_FOR_CASE));

    private static final String CHOSEN = System.getProperty("millrace.schema.changes", "");
    /** Whether the catalog is watched, so that a change shows before a row follows it. */
    private static final boolean WATCHED = Boolean.getBoolean("millrace.schema.changes.watched");

    private static final boolean EVERY_WAY = Boolean.getBoolean("millrace.schema.changes.every.way");
    private static final int CLIENTS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("millrace.schema.changes.seconds", 120));

    private static List<SchemaChangeCase> cases = List.of();
    private static List<SchemaChangeRun> runs = List.of();

    @BeforeAll
    static void play() throws Exception {
        int version = STACK.version();
        cases = SchemaChangeCase.read("/schema-changes.sql").stream()
                .filter(what -> what.from() <= version)
                .toList();
        runs = cases.stream()
                .filter(SchemaChangesIT::played)
                .flatMap(what -> Arrays.stream(Way.values())
                        .filter(way -> plays(what, way))
                        .map(way -> new SchemaChangeRun(what, way)))
                .toList();
        var up = runs.stream().filter(run -> !run.way().down()).toList();
        var down = runs.stream().filter(run -> run.way().down()).toList();

        each(runs, SchemaChangeRun::setup);
        STACK.millrace().awaitCaughtUp(Duration.ofMinutes(5));
        awaitWatch();
        each(up, SchemaChangeRun::change);
        if (WATCHED) {
            awaitEqual(up, "after the change");
        } else {
            awaitEqual(up.stream().filter(run -> run.way() != Way.ALONE).toList(), "after the change");
        }
        each(up.stream().filter(run -> run.way() != Way.RUSH).toList(), SchemaChangeRun::finish);
        awaitEqual(up, "after rows in the new shape");

        assertThat(STACK.millrace().run("down").exit()).isZero();
        each(down, SchemaChangeRun::change);
        STACK.millrace().up();
        awaitEqual(down, "after a start");
    }

    /** The catalog is looked at once a second; only from it is a table without rows known. */
    private static void awaitWatch() throws Exception {
        var table = "seen_" + System.nanoTime();
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
        }
        var warehouse = STACK.warehouse();
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (warehouse
                .rows("SELECT name FROM system.tables WHERE name = '" + table + "'")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("the watch is awaited").isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /** Two ways for each case are enough for every day; the cases take turns. */
    private static boolean plays(SchemaChangeCase what, Way way) {
        if (what.alone() && way.transaction()) {
            return false;
        }
        if (EVERY_WAY || what.alone()) {
            return true;
        }
        return switch (what.number() % 3) {
            case 0 -> way == Way.ALONE || way == Way.TOGETHER_DOWN;
            case 1 -> way == Way.TOGETHER || way == Way.ALONE_DOWN;
            default -> way == Way.RUSH || way == Way.TOGETHER_DOWN;
        };
    }

    private static boolean played(SchemaChangeCase what) {
        return CHOSEN.isEmpty()
                ? notYet(what).isEmpty()
                : (CHOSEN.equals("all") && !what.name().equals(SAME_BUT_FOR_CASE))
                        || Stream.of(CHOSEN.split(",")).anyMatch(what.name()::contains);
    }

    @TestFactory
    Stream<DynamicContainer> everyChangeIsFollowed() {
        return cases.stream()
                .filter(what -> CHOSEN.isEmpty() || played(what))
                .map(what -> DynamicContainer.dynamicContainer(
                        what.name(),
                        played(what)
                                ? runs.stream()
                                        .filter(run -> run.what().equals(what))
                                        .map(SchemaChangesIT::test)
                                : Stream.of(skipped(what))));
    }

    private static DynamicTest test(SchemaChangeRun run) {
        return DynamicTest.dynamicTest(
                run.toString(), () -> assertThat(run.failure()).as(run.prefix()).isEmpty());
    }

    private static DynamicTest skipped(SchemaChangeCase what) {
        return DynamicTest.dynamicTest(
                what.name() + ": not yet",
                () -> assumeTrue(false, "not yet: " + notYet(what).orElse("")));
    }

    private static Optional<String> notYet(SchemaChangeCase what) {
        return NOT_YET.entrySet().stream()
                .filter(entry -> entry.getValue().contains(what.name()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Test
    void whatIsNotYetFollowedIsACase() {
        assertThat(cases)
                .extracting(SchemaChangeCase::name)
                .containsAll(NOT_YET.values().stream().flatMap(List::stream).toList());
    }

    private interface Step {
        void run(SchemaChangeRun run, Connection connection) throws SQLException;
    }

    /** Several clients, each with a part of the runs. What the source refuses is the run's failure. */
    private static void each(List<SchemaChangeRun> runs, Step step) throws Exception {
        inParallel(runs, (run, connection) -> {
            if (run.failure().isEmpty()) {
                try {
                    step.run(run, connection);
                } catch (SQLException e) {
                    run.fail("" + e.getMessage());
                }
            }
        });
    }

    private static void inParallel(List<SchemaChangeRun> runs, Step step) throws Exception {
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            var tasks = new ArrayList<Callable<Void>>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                tasks.add(() -> {
                    try (var connection = STACK.connect()) {
                        for (int i = first; i < runs.size(); i += CLIENTS) {
                            step.run(runs.get(i), connection);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : clients.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            clients.shutdown();
            assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /**
     * What had no rows shows by the catalog alone, and what must be read again takes its time: so it is looked at
     * again.
     */
    private static void awaitEqual(List<SchemaChangeRun> runs, String when) throws Exception {
        STACK.millrace().awaitCaughtUp(Duration.ofMinutes(5));
        var schemas = new CapturedTables(STACK);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        var left = runs.stream().filter(run -> run.failure().isEmpty()).toList();
        while (!left.isEmpty()) {
            schemas.look();
            var late = System.nanoTime() > deadline;
            var unequal = new ArrayList<SchemaChangeRun>();
            inParallel(left, (run, connection) -> {
                var difference = schemas.difference(run.prefix(), run.kept(), connection);
                if (difference.isPresent()) {
                    if (late) {
                        run.fail(when + ": " + difference.get());
                    }
                    synchronized (unequal) {
                        unequal.add(run);
                    }
                }
            });
            if (late) {
                return;
            }
            left = unequal;
        }
    }
}
