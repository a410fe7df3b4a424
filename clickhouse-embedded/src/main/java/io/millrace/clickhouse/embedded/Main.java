package io.millrace.clickhouse.embedded;

import io.millrace.clickhouse.embedded.disk.DiskSync;
import io.millrace.clickhouse.embedded.disk.FileSystem;
import io.millrace.clickhouse.embedded.engine.ConnectionPool;
import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.engine.EngineException;
import io.millrace.clickhouse.embedded.http.Credentials;
import io.millrace.clickhouse.embedded.http.HttpFront;
import io.millrace.clickhouse.embedded.http.Logins;
import io.millrace.clickhouse.embedded.memory.ByteBudget;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded ClickHouse server: an engine, connections to it, and HTTP in front. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private static final int CONNECTIONS = 8;
    private static final int WAITING_REQUESTS = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Of the heap, for what requests hold before they run; the rest is for connections, answers and this program. */
    private static final double REQUESTS_SHARE = 0.45;

    private static final Duration PATIENCE_WITH_REQUESTS = Duration.ofSeconds(2);

    private Main() {}

    public static void main(String[] words) {
        try {
            start(Arguments.of(List.of(words)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; " + Arguments.USAGE);
            System.exit(2);
        } catch (StartException e) {
            log.error(e.getMessage());
            System.exit(1);
        } catch (IOException | EngineException e) {
            log.error("The embedded ClickHouse does not start: {}", e.getMessage());
            System.exit(1);
        }
    }

    private static void start(Arguments arguments) throws StartException, IOException, EngineException {
        long began = System.nanoTime();
        if (!Files.isRegularFile(arguments.library())) {
            throw new StartException("There is no engine library at " + arguments.library());
        }
        EngineFolder folder = EngineFolder.open(arguments.data());
        Engine engine =
                new Engine(arguments.library(), arguments.data(), EngineOptions.of(folder.writeEngineSettings()));
        ConnectionPool pool = new ConnectionPool(engine, CONNECTIONS, WAITING_REQUESTS, PATIENCE);
        DiskSync disk = new DiskSync(FileSystem.of(arguments.data()));
        HttpFront front = listen(arguments, engine, pool, disk);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(front, pool, engine), "stop"));
        front.start();
        daemon("disk-watch", new DiskWatch(Files.getFileStore(arguments.data())));
        daemon("disk-sync", disk);
        log.info(
                "ready: ClickHouse {} on http://{}:{} after {} ms",
                engine.version(),
                arguments.host(),
                front.port(),
                Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static HttpFront listen(Arguments arguments, Engine engine, ConnectionPool pool, DiskSync disk)
            throws StartException, IOException {
        Credentials owner = new Credentials(
                environment("MILLRACE_CLICKHOUSE_USER", "default"), environment("MILLRACE_CLICKHOUSE_PASSWORD", ""));
        Optional<Credentials> reader = Optional.of(environment("MILLRACE_CLICKHOUSE_READER_PASSWORD", ""))
                .filter(password -> !password.isEmpty())
                .map(password -> new Credentials(environment("MILLRACE_CLICKHOUSE_READER", "reader"), password));
        try {
            return new HttpFront(
                    new InetSocketAddress(arguments.host(), arguments.port()),
                    engine,
                    pool,
                    new Logins(owner, reader),
                    disk,
                    new ByteBudget(
                            Math.round(Runtime.getRuntime().maxMemory() * REQUESTS_SHARE), PATIENCE_WITH_REQUESTS),
                    arguments.data());
        } catch (BindException e) {
            engine.close();
            throw new StartException(
                    "Port " + arguments.port() + " on " + arguments.host() + " is taken: " + e.getMessage());
        }
    }

    private static String environment(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    private static void stop(HttpFront front, ConnectionPool pool, Engine engine) {
        try {
            engine.stopMerges();
        } catch (EngineException e) {
            log.warn("Merges could not be stopped: {}", e.getMessage());
        }
        front.close();
        pool.close();
        engine.close();
        log.info("stopped");
    }
}
