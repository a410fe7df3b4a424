package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.e2e.SchemaChangeRun.Way;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;

/**
 * Plays runs of schema changes on one stack, in parallel, and compares contents after each step. {@code
 * -Dmillrace.schema.changes.every.way=true} plays each case in all ways, which takes twice as long.
 */
final class SchemaChangeMatrix {
    /** Whether the catalog is watched, so that a change shows before a row follows it. */
    private static final boolean WATCHED = Boolean.getBoolean("millrace.schema.changes.watched");

    private static final boolean EVERY_WAY = Boolean.getBoolean("millrace.schema.changes.every.way");
    private static final int CLIENTS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("millrace.schema.changes.seconds", 120));

    private final SharedStack stack;
    private final List<SchemaChangeRun> runs;
    private final List<SchemaChangeRun> up;
    private final List<SchemaChangeRun> down;

    SchemaChangeMatrix(SharedStack stack, List<SchemaChangeRun> runs) {
        this.stack = stack;
        this.runs = runs;
        this.up = runs.stream().filter(run -> !run.way().down()).toList();
        this.down = runs.stream().filter(run -> run.way().down()).toList();
    }

    /** The runs of cases. */
    static List<SchemaChangeRun> runs(List<SchemaChangeCase> cases) {
        return cases.stream()
                .flatMap(what -> Arrays.stream(Way.values())
                        .filter(way -> plays(what, way))
                        .map(way -> new SchemaChangeRun(what, way)))
                .toList();
    }

    static DynamicTest test(SchemaChangeRun run) {
        return DynamicTest.dynamicTest(
                run.toString(), () -> assertThat(run.failure()).as(run.prefix()).isEmpty());
    }

    /** Sets all runs up, and plays those in which Millrace runs. */
    void playWhileUp() throws Exception {
        each(runs, SchemaChangeRun::setup);
        stack.millrace().awaitCaughtUp(Duration.ofMinutes(5));
        awaitWatch();
        each(up, SchemaChangeRun::change);
        if (WATCHED) {
            awaitEqual(up, "after the change");
        } else {
            awaitEqual(up.stream().filter(run -> run.way() != Way.ALONE).toList(), "after the change");
        }
        each(up.stream().filter(run -> run.way() != Way.RUSH).toList(), SchemaChangeRun::finish);
        awaitEqual(up, "after rows in the new shape");
    }

    /** Then plays those in which Millrace is down, which it is afterwards no more. */
    void playWhileDown() throws Exception {
        assertThat(stack.millrace().run("down").exit()).isZero();
        each(down, SchemaChangeRun::change);
        stack.up();
        awaitEqual(down, "after a start");
    }

    /** The catalog is looked at once a second; only from it is a table without rows known. */
    private void awaitWatch() throws Exception {
        var table = "seen_" + System.nanoTime();
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
        }
        var warehouse = stack.warehouse();
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

    private interface Step {
        void run(SchemaChangeRun run, Connection connection) throws SQLException;
    }

    /** Several clients, each with a part of the runs. What the source refuses is the run's failure. */
    private void each(List<SchemaChangeRun> some, Step step) throws Exception {
        inParallel(some, (run, connection) -> {
            if (run.failure().isEmpty()) {
                try {
                    step.run(run, connection);
                } catch (SQLException e) {
                    run.fail("" + e.getMessage());
                }
            }
        });
    }

    private void inParallel(List<SchemaChangeRun> some, Step step) throws Exception {
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            var tasks = new ArrayList<Callable<Void>>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                tasks.add(() -> {
                    try (var connection = stack.connect()) {
                        for (int i = first; i < some.size(); i += CLIENTS) {
                            step.run(some.get(i), connection);
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
    private void awaitEqual(List<SchemaChangeRun> some, String when) throws Exception {
        stack.millrace().awaitCaughtUp(Duration.ofMinutes(5));
        var schemas = new CapturedTables(stack);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        var left = some.stream().filter(run -> run.failure().isEmpty()).toList();
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
