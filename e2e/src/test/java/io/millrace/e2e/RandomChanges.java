package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.e2e.RandomStatements.Ddl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Random tables, random rows and random changes of shape, in random transactions of several clients, with a kill now and then.
 *
 * <p>{@code -Dmillrace.random.minutes=60 -Dmillrace.random.seed=7} run longer, or again; {@code -Dmillrace.random.ddl=WIDEN,…}
 * chooses the kinds of changes ({@code none}, or all); {@code -Dmillrace.random.pause} is what a client waits between
 * transactions, in ms. The seed fixes what each client does, not how they interleave.
 */
final class RandomChanges {
    private static final int CLIENTS = 4;
    private static final int TABLES = 8;
    private static final long SEED = Long.getLong("millrace.random.seed", System.nanoTime() % 1_000_000);
    private static final long PAUSE_NANOS = 1_000_000 * Long.getLong("millrace.random.pause", 60);
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(20);

    private final SharedStack stack;
    private final List<String> victims;
    private final Duration length;

    /**
     * @param victims services, one of which dies now and then
     * @param length of the play
     */
    RandomChanges(SharedStack stack, List<String> victims, Duration length) {
        this.stack = stack;
        this.victims = victims;
        this.length = length;
    }

    /** As {@code -Dmillrace.random.minutes} says. */
    static Duration length(double minutes) {
        return Duration.ofSeconds(
                Math.round(60 * Double.parseDouble(System.getProperty("millrace.random.minutes", "" + minutes))));
    }

    /** Plays them, and fails unless everything is equal in the end. */
    void play() throws Exception {
        var prefix = "r" + SEED + System.getProperty("millrace.e2e.mark", "") + "_";
        System.out.println("seed " + SEED + ", " + length.toSeconds() + " s, changes of shape: " + kinds());
        try (var log = new StatementLog(Path.of("target", "random-changes-" + SEED + ".log"))) {
            createTables(prefix, log);
            int transactions = play(prefix, log);
            System.out.println("seed " + SEED + ": " + transactions + " transactions, statements in " + log.file());
            stack.millrace().awaitCaughtUp(Duration.ofMinutes(2).plus(length));
            assertEverythingEqual(prefix, log);
        }
    }

    private static List<Ddl> kinds() {
        var chosen = System.getProperty("millrace.random.ddl", "all");
        return switch (chosen) {
            case "all" -> List.of(Ddl.values());
            case "none" -> List.of();
            default -> List.of(chosen.split(",")).stream().map(Ddl::valueOf).toList();
        };
    }

    private void createTables(String prefix, StatementLog log) throws Exception {
        var statements = new RandomStatements(new Random(SEED), prefix);
        var all = new ArrayList<>(List.of(new RandomTypes(new Random(SEED), prefix).create()));
        for (int i = 0; i < TABLES; i++) {
            all.add(statements.create(prefix + "t" + i));
        }
        all.add(RandomPartitions.create(prefix + "t" + TABLES));
        try (var connection = stack.connect();
                var statement = connection.createStatement()) {
            for (var sql : all) {
                log.add("setup", sql);
                statement.execute(sql);
            }
        }
    }

    private int play(String prefix, StatementLog log) throws Exception {
        long deadline = System.nanoTime() + length.toNanos();
        var clients = new ArrayList<RandomClient>();
        for (int i = 1; i <= CLIENTS; i++) {
            clients.add(new RandomClient(i, stack, prefix, kinds(), log, SEED, deadline, PAUSE_NANOS));
        }
        var tasks = new ArrayList<Callable<Void>>(clients);
        tasks.add(() -> kill(deadline, log));
        var threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        return clients.stream().mapToInt(RandomClient::transactions).sum();
    }

    private Void kill(long deadline, StatementLog log) throws Exception {
        var random = new Random(SEED);
        while (true) {
            long pause = BETWEEN_KILLS.toNanos() / 2 + random.nextLong(BETWEEN_KILLS.toNanos());
            if (System.nanoTime() + pause > deadline) {
                return null;
            }
            LockSupport.parkNanos(pause);
            var victim = victims.get(random.nextInt(victims.size()));
            log.add("killer", "kill -9 " + victim);
            stack.millrace().killAndAwaitReturn(victim);
        }
    }

    private void assertEverythingEqual(String prefix, StatementLog log) throws Exception {
        var tables = new CapturedTables(stack);
        // What must be read again takes its time.
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        try (var connection = stack.connect()) {
            while (true) {
                tables.look();
                var difference = tables.difference(prefix, List.of(), connection);
                if (difference.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    var report = new StringBuilder("seed " + SEED + ": " + difference.get() + "\n");
                    for (int i = 0; i <= TABLES; i++) {
                        var stem = prefix + "t" + i;
                        if (difference.get().contains(stem)) {
                            report.append(String.join("\n", log.about(stem))).append('\n');
                        }
                    }
                    throw new AssertionError(report + "all statements: " + log.file());
                }
            }
        }
    }
}
