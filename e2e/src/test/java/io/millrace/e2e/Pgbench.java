package io.millrace.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * pgbench: the program if there is one, otherwise its tables and its "TPC-B (sort of)" transaction by JDBC, taken from
 * Postgres's documentation.
 */
final class Pgbench {
    private static final List<String> SCHEMA = List.of(
            "DROP TABLE IF EXISTS pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers",
            "CREATE TABLE pgbench_history(tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))",
            "CREATE TABLE pgbench_tellers(tid int NOT NULL, bid int, tbalance int, filler char(84)) WITH (fillfactor=100)",
            "CREATE TABLE pgbench_accounts(aid int NOT NULL, bid int, abalance int, filler char(84)) WITH (fillfactor=100)",
            "CREATE TABLE pgbench_branches(bid int NOT NULL, bbalance int, filler char(88)) WITH (fillfactor=100)",
            "TRUNCATE TABLE pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers",
            "INSERT INTO pgbench_branches(bid, bbalance) SELECT g, 0 FROM generate_series(1, {scale}) g",
            "INSERT INTO pgbench_tellers(tid, bid, tbalance) SELECT g, (g - 1) / 10 + 1, 0 FROM generate_series(1, {scale} * 10) g",
            "INSERT INTO pgbench_accounts(aid, bid, abalance, filler)"
                    + " SELECT g, (g - 1) / 100000 + 1, 0, '' FROM generate_series(1, {scale} * 100000) g",
            "ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid)",
            "ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid)",
            "ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)");

    private final SharedStack stack;
    private final int scale;
    private final int clients;

    Pgbench(SharedStack stack, int scale, int clients) {
        this.stack = stack;
        this.scale = scale;
        this.clients = clients;
    }

    /** Makes and fills the tables. */
    void initialise() throws Exception {
        var program = program();
        if (program.isPresent()) {
            run(List.of(program.get().toString(), "-i", "-q", "-s", "" + scale));
        } else {
            try (var connection = stack.connect();
                    var statement = connection.createStatement()) {
                for (var sql : SCHEMA) {
                    statement.execute(sql.replace("{scale}", "" + scale));
                }
            }
        }
    }

    /** Runs transactions for so long. */
    void play(Duration length) throws Exception {
        var program = program();
        if (program.isPresent()) {
            run(List.of(program.get().toString(), "-n", "-c", "" + clients, "-T", "" + length.toSeconds()));
        } else {
            playByJdbc(length);
        }
    }

    /** Debian keeps it beside the server. */
    private static Optional<Path> program() throws IOException {
        var folders = new ArrayList<>(
                Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of).toList());
        var debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (var versions = Files.list(debian)) {
                versions.forEach(version -> folders.add(version.resolve("bin")));
            }
        }
        return folders.stream()
                .map(folder -> folder.resolve("pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void run(List<String> command) throws Exception {
        var source = stack.source();
        var login = source.getUserInfo().split(":", 2);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGHOST", source.getHost());
        builder.environment().put("PGPORT", "" + source.getPort());
        builder.environment().put("PGUSER", login[0]);
        builder.environment().put("PGPASSWORD", login[1]);
        builder.environment().put("PGDATABASE", source.getPath().substring(1));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        System.out.println(output.strip());
    }

    private void playByJdbc(Duration length) throws Exception {
        long deadline = System.nanoTime() + length.toNanos();
        var tasks = new ArrayList<Callable<Void>>();
        for (int client = 0; client < clients; client++) {
            var random = new Random(client);
            tasks.add(() -> {
                try (var connection = stack.connect()) {
                    connection.setAutoCommit(false);
                    while (System.nanoTime() < deadline) {
                        transaction(connection, random);
                    }
                }
                return null;
            });
        }
        var threads = Executors.newFixedThreadPool(clients);
        try {
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        int aid = random.nextInt(scale * 100_000) + 1;
        int bid = random.nextInt(scale) + 1;
        int tid = random.nextInt(scale * 10) + 1;
        int delta = random.nextInt(-5000, 5001);
        try (var statement = connection.createStatement()) {
            statement.execute("UPDATE pgbench_accounts SET abalance = abalance + " + delta + " WHERE aid = " + aid);
            statement.execute("SELECT abalance FROM pgbench_accounts WHERE aid = " + aid);
            statement.execute("UPDATE pgbench_tellers SET tbalance = tbalance + " + delta + " WHERE tid = " + tid);
            statement.execute("UPDATE pgbench_branches SET bbalance = bbalance + " + delta + " WHERE bid = " + bid);
            statement.execute("INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (" + tid + ", " + bid
                    + ", " + aid + ", " + delta + ", CURRENT_TIMESTAMP)");
        }
        connection.commit();
    }
}
