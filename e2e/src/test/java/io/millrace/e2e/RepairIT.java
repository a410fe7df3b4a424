package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.fault.Failpoint;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Rows that change while {@code ./millrace verify --repair} takes versions of them out of storage that no change has had. */
@Order(2)
final class RepairIT {
    private static final String IMPOSSIBLE = "toUInt128('340282366920938463463374607431768211455')";

    @Test
    void whatChangesWhileARepairRunsStaysAsItBecame() throws Exception {
        try (var stack = DrillStack.start("")) {
            stack.execute(
                    "CREATE TABLE repaired (id int PRIMARY KEY, a text)",
                    "INSERT INTO repaired SELECT i, 'before' FROM generate_series(1, 100) i");
            stack.millrace().awaitCaughtUp();

            repair(stack, 0, false);
            // A merge keeps the highest version of a row, and drops what has landed below it.
            repair(stack, 10, true);
        }
    }

    /** @param from rows of the source from here on are changed */
    private static void repair(DrillStack stack, int from, boolean merged) throws Exception {
        int deleted = from + 1;
        int updated = from + 2;
        int inserted = from + 2001;
        int gone = from + 2002;
        for (int id : new int[] {deleted, updated, inserted, gone}) {
            stack.alter("INSERT INTO app_raw.repaired (id, a, _version) VALUES (" + id + ", 'by hand', " + IMPOSSIBLE
                    + ")");
        }
        stack.hold(Failpoint.REPAIR_DECIDED);
        var repair = CompletableFuture.supplyAsync(() -> verify(stack, "--repair"));
        try {
            stack.awaitHeld(Failpoint.REPAIR_DECIDED);
            stack.execute(
                    "DELETE FROM repaired WHERE id = " + deleted,
                    "UPDATE repaired SET a = 'updated' WHERE id = " + updated,
                    "INSERT INTO repaired VALUES (" + inserted + ", 'inserted')");
            stack.millrace().awaitCaughtUp();
            if (merged) {
                stack.alter("OPTIMIZE TABLE app_raw.repaired FINAL");
            }
        } finally {
            stack.release(Failpoint.REPAIR_DECIDED);
        }
        var result = repair.get();
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        stack.millrace().awaitCaughtUp();
        stack.contents().assertEqual("app", "public", "repaired");
        var after = verify(stack);
        assertThat(after.exit()).as(after.out() + after.err()).isZero();
    }

    private static Millrace.Result verify(DrillStack stack, String... options) {
        try {
            return options.length == 0
                    ? stack.millrace().run("verify", "--table", "repaired")
                    : stack.millrace().run("verify", "--table", "repaired", options[0]);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
