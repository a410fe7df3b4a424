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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The matrix of schema changes: all cases of {@code schema-changes.sql} side by side, each ending with contents equal.
 * {@code -Dmillrace.schema.changes=PART,…} plays only the cases whose names hold one of the parts, also those that are not
 * followed yet; {@code all} plays all.
 */
final class SchemaChangesIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    /** Cases that are not followed yet, with the reason. They are not played unless asked for. */
    private static final Map<String, String> NOT_YET = Map.ofEntries();

    private static final String CHOSEN = System.getProperty("millrace.schema.changes", "");
    private static final int CLIENTS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("millrace.schema.changes.seconds", 45));

    private static List<SchemaChangeCase> cases = List.of();
    private static List<SchemaChangeRun> runs = List.of();

    @BeforeAll
    static void play() throws Exception {
        cases = SchemaChangeCase.read("/schema-changes.sql");
        runs = cases.stream()
                .filter(SchemaChangesIT::played)
                .flatMap(what -> Arrays.stream(Way.values())
                        .filter(way -> !(what.alone() && way.transaction()))
                        .map(way -> new SchemaChangeRun(what, way)))
                .toList();
        var up = runs.stream().filter(run -> !run.way().down()).toList();
        var down = runs.stream().filter(run -> run.way().down()).toList();

        each(runs, SchemaChangeRun::setup);
        STACK.millrace().awaitArrival();
        each(up, SchemaChangeRun::change);
        awaitEqual(up, "after the change");
        each(up.stream().filter(run -> run.way() != Way.RUSH).toList(), SchemaChangeRun::finish);
        awaitEqual(up, "after rows in the new shape");

        assertThat(STACK.millrace().run("down").exit()).isZero();
        each(down, SchemaChangeRun::change);
        STACK.millrace().up();
        awaitEqual(down, "after a start");
    }

    private static boolean played(SchemaChangeCase what) {
        return CHOSEN.isEmpty()
                ? !NOT_YET.containsKey(what.name())
                : CHOSEN.equals("all") || Stream.of(CHOSEN.split(",")).anyMatch(what.name()::contains);
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
                                : Stream.of(notYet(what))));
    }

    private static DynamicTest test(SchemaChangeRun run) {
        return DynamicTest.dynamicTest(
                run.toString(), () -> assertThat(run.failure()).as(run.prefix()).isEmpty());
    }

    private static DynamicTest notYet(SchemaChangeCase what) {
        return DynamicTest.dynamicTest(
                what.name() + ": not yet", () -> assumeTrue(false, "not yet: " + NOT_YET.get(what.name())));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotYetFollowedIsACase() {
        return NOT_YET.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertThat(cases)
                                .extracting(SchemaChangeCase::name)
                                .contains(name)));
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

    /** What had no rows shows by the catalogue alone, and what must be read again takes its time: so it is looked at again. */
    private static void awaitEqual(List<SchemaChangeRun> runs, String when) throws Exception {
        STACK.millrace().awaitArrival();
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
