package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * This build starts on the data of {@link PreviousBuild}, which was stopped or killed in the middle of changes, and goes on: contents are
 * equal, every version of every key is in the history once, nothing is a dead letter, and nothing was loaded again. With the
 * build it takes ten minutes: {@code -Dmillrace.proofs=true} or {@code -Dmillrace.upgrade=COMMIT} runs it.
 */
@Order(2)
@EnabledIf("isWanted")
final class UpgradeIT {
    @RegisterExtension
    static final PreviousBuild PREVIOUS = new PreviousBuild();

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long TRANSACTIONS = 500;

    static boolean isWanted() {
        return PreviousBuild.isWanted();
    }

    @Test
    void itGoesOnWhereAStoppedOneWasAndThePreviousOneGoesOnAfterIt() throws Exception {
        try (var stack = DrillStack.startBuild(PREVIOUS.home(), settings());
                var load = new HotKeys(stack)) {
            begin(stack, load);
            var loads = loads(stack);

            down(stack);
            goOn(stack, load);

            down(stack);
            stack.use(PREVIOUS.home());
            stack.up();
            awaitMore(load);
            load.awaitFlow();
            load.assertHistoryComplete();
            assertNothingRejected(stack);
            assertThat(loads(stack)).as("nothing is loaded again").isEqualTo(loads);
        }
    }

    @Test
    void itGoesOnWhereAKilledOneWas() throws Exception {
        try (var stack = DrillStack.startBuild(PREVIOUS.home(), settings());
                var load = new HotKeys(stack)) {
            begin(stack, load);
            var loads = loads(stack);

            killAll(stack);
            goOn(stack, load);
            assertThat(loads(stack)).as("nothing is loaded again").isEqualTo(loads);
        }
    }

    @Test
    void itRefusesTablesOfALaterBuildAndSaysSo() throws Exception {
        try (var stack = DrillStack.start("")) {
            stack.alter("INSERT INTO millrace.schema_version (version, compatible_from, description)"
                    + " VALUES (99, 99, 'of a later build')");
            down(stack);

            var refused = stack.millrace().tryUp();

            assertThat(refused.exit()).as(refused.out()).isEqualTo(1);
            assertThat(refused.err())
                    .contains(
                            "The database millrace has version 99 of its schema, which needs a build of version 99 or later");
            assertThat(stack.launcherRuns()).isFalse();
        }
    }

    private static String settings() {
        return "warehouse: {history: [public.hot]}\n";
    }

    /** Changes, also in a table that has none later. */
    private static void begin(DrillStack stack, HotKeys load) throws Exception {
        stack.execute(
                "CREATE TABLE settled (id int PRIMARY KEY, name text, price numeric(10, 2))",
                "INSERT INTO settled SELECT i, 'row ' || i, i / 7.0 FROM generate_series(1, 2000) i",
                "UPDATE settled SET name = 'changed' WHERE id % 10 = 0",
                "DELETE FROM settled WHERE id % 100 = 0");
        awaitMore(load);
        load.awaitFlow();
        load.assertHistoryComplete();
        awaitMore(load);
    }

    /** Starts this build, changes rows and schema, and compares. */
    private static void goOn(DrillStack stack, HotKeys load) throws Exception {
        stack.use(Millrace.HOME);
        stack.up();
        load.awaitFlow();
        load.assertEqual();
        stack.contents().assertEqual("app", "public", "settled");
        stack.execute(
                "ALTER TABLE hot ADD COLUMN added text DEFAULT 'by the next build'",
                "ALTER TABLE settled ALTER COLUMN price TYPE numeric(12, 4)",
                "ALTER TABLE settled RENAME COLUMN name TO title",
                "UPDATE settled SET price = price + 0.0001 WHERE id % 3 = 0",
                "CREATE TABLE afterwards (id int PRIMARY KEY, v text)",
                "INSERT INTO afterwards SELECT i, 'v' || i FROM generate_series(1, 1000) i");
        awaitMore(load);
        load.awaitFlow();
        load.assertHistoryComplete();
        load.hold(() -> {
            stack.millrace().awaitCaughtUp();
            for (var table : List.of("settled", "afterwards")) {
                stack.contents().assertEqual("app", "public", table);
            }
            var verified = stack.millrace().run("verify");
            assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
            assertThat(verified.out()).contains("5 tables: 5 equal");
        });
        assertNothingRejected(stack);
    }

    private static void awaitMore(HotKeys load) {
        long enough = load.transactions() + TRANSACTIONS;
        Awaitility.await("changes").atMost(PATIENCE).until(() -> load.transactions() >= enough);
    }

    private static void assertNothingRejected(DrillStack stack) throws IOException, InterruptedException {
        assertThat(stack.warehouse().query("SELECT count() FROM millrace.dead_letters"))
                .as("dead letters")
                .containsExactly("0");
    }

    /** Of a table that is there all the time. */
    private static List<String> loads(DrillStack stack) throws IOException, InterruptedException {
        return stack.warehouse().query("SELECT id FROM millrace.loads FINAL WHERE source_table = 'public.hot'");
    }

    private static void down(DrillStack stack) throws IOException, InterruptedException {
        var stopped = stack.millrace().run("down");
        assertThat(stopped.exit()).as(stopped.err()).isZero();
    }

    /** As a machine that loses its processes, but not what they have written. */
    private static void killAll(DrillStack stack) throws IOException, InterruptedException {
        var pids = stack.millrace().pids();
        DrillStack.signal(stack.pid(DrillStack.LAUNCHER).orElseThrow(), "KILL", true);
        Awaitility.await("every process is gone")
                .atMost(PATIENCE)
                .until(() -> pids.stream().noneMatch(DrillStack::runs));
    }
}
