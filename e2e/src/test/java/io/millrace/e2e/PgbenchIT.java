package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * pgbench with its own schema, history without a key included, while Millrace follows. {@code -Dmillrace.pgbench.scale=10
 * -Dmillrace.pgbench.seconds=300} is the full size.
 */
@EnabledIfSystemProperty(named = "millrace.proofs", matches = "true")
final class PgbenchIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final int SCALE = Integer.getInteger("millrace.pgbench.scale", 1);
    private static final int SECONDS = Integer.getInteger("millrace.pgbench.seconds", 10);
    private static final int CLIENTS = 4;

    @Test
    void allFourTablesAreEqualAndTheSumsOfBalancesAgree() throws Exception {
        var pgbench = new Pgbench(STACK, SCALE, CLIENTS);
        pgbench.initialise();
        pgbench.play(Duration.ofSeconds(SECONDS));
        STACK.millrace().awaitCaughtUp(Duration.ofMinutes(5).plus(Duration.ofSeconds(10L * SECONDS)));

        var checksums = new Checksums(STACK);
        assertThat(checksums.assertEqual("pgbench_accounts", List.of("aid", "bid", "abalance", "filler")))
                .isEqualTo(SCALE * 100_000L);
        assertThat(checksums.assertEqual("pgbench_tellers", List.of("tid", "bid", "tbalance", "filler")))
                .isEqualTo(SCALE * 10L);
        assertThat(checksums.assertEqual("pgbench_branches", List.of("bid", "bbalance", "filler")))
                .isEqualTo(SCALE);
        // It has no key.
        assertThat(STACK.contents().assertEqual(SharedStack.DATABASE, "public", "pgbench_history"))
                .isPositive();

        var sums =
                "SELECT (SELECT sum(abalance) FROM app.pgbench_accounts), (SELECT sum(tbalance) FROM app.pgbench_tellers),"
                        + " (SELECT sum(bbalance) FROM app.pgbench_branches), (SELECT sum(delta) FROM app.pgbench_history)";
        assertThat(new HashSet<>(STACK.warehouse().rows(sums).get(0)))
                .as("sums of balances, and of history")
                .hasSize(1);
    }
}
