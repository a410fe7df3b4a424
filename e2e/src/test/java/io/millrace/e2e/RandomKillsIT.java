package io.millrace.e2e;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@code kill -9} of a random process every 20 to 40 s under a load of updates and deletes on hot keys, for
 * {@code -Dmillrace.kills.minutes}; {@code -Dmillrace.kills.seed} repeats the order.
 */
@EnabledIfSystemProperty(named = "millrace.proofs", matches = "true")
@Order(2)
final class RandomKillsIT {
    private static final Duration LENGTH =
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("millrace.kills.minutes", "3"))));
    private static final long SEED = Long.getLong("millrace.kills.seed", System.nanoTime() % 1_000_000);

    @Test
    void nothingIsLostAndNothingIsThereTwice() throws Exception {
        System.out.println("seed " + SEED + ", " + LENGTH.toSeconds() + " s");
        var processes = Stream.concat(DrillStack.SERVICES.stream(), Stream.of(DrillStack.LAUNCHER))
                .toList();
        var random = new Random(SEED);
        var recoveries = new Recoveries();
        try (var stack = DrillStack.start("warehouse: {history: [public.hot]}\npipeline: {checkpointInterval: 10s}\n");
                var load = new HotKeys(stack)) {
            load.awaitFlow();
            long end = System.nanoTime() + LENGTH.toNanos();
            while (System.nanoTime() < end) {
                long next = System.nanoTime()
                        + Duration.ofSeconds(20).toNanos()
                        + random.nextLong(Duration.ofSeconds(20).toNanos());
                var process = processes.get(random.nextInt(processes.size()));
                stack.kill(process, "KILL");
                load.recover(process, "kill -9", recoveries);
                LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            }
            System.out.println(recoveries.summary());
            System.out.println(load.transactions() + " transactions meanwhile");
            load.assertEqual();
            load.assertHistoryComplete();
        }
    }
}
