package io.millrace.clickhouse.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.millrace.clickhouse.embedded.disk.DiskSync;
import io.millrace.clickhouse.embedded.engine.ConnectionPool;
import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.memory.ByteBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP server: the JDK's own, because its latency and memory are the lowest and one path needs no framework. */
public final class HttpFront implements AutoCloseable {
    static final Duration KEEP_ALIVE = Duration.ofMinutes(10);

    /**
     * Far more than run and wait in the pool together: the JDK's server reads even the first line on one of them, and a client
     * that says a little now and then holds it until {@link #MOST_REQUEST_TIME}.
     */
    private static final int THREADS = 256;

    /** For a request to arrive, its body included. */
    private static final Duration MOST_REQUEST_TIME = Duration.ofMinutes(5);

    /** The engine parses and plans on the thread that asks, and refuses what is too deep for its stack. */
    private static final long STACK_BYTES = 8L << 20;

    private static final Duration KEEP_THREAD = Duration.ofSeconds(15);
    private static final Duration DRAIN = Duration.ofSeconds(8);

    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore running = new Semaphore(Integer.MAX_VALUE, true);
    private volatile boolean stopping;

    static {
        // Read once by the JDK's server. Without the first, Nagle's algorithm holds answers back for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", Long.toString(KEEP_ALIVE.toSeconds() + 30));
        System.setProperty("sun.net.httpserver.maxIdleConnections", "512");
        System.setProperty("sun.net.httpserver.maxReqTime", Long.toString(MOST_REQUEST_TIME.toSeconds()));
    }

    /**
     * @param budget of the heap, for all requests together
     * @param data where the engine keeps its files
     */
    public HttpFront(
            InetSocketAddress address,
            Engine engine,
            ConnectionPool pool,
            Logins logins,
            DiskSync disk,
            ByteBudget budget,
            Path data)
            throws IOException {
        server = HttpServer.create(address, 0);
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                0,
                THREADS,
                KEEP_THREAD.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> new Thread(null, task, "http-" + count.incrementAndGet(), STACK_BYTES),
                HttpFront::untilOneIsFree);
        server.setExecutor(threads);
        server.createContext("/", counted(new QueryHandler(engine, pool, logins, disk, budget, data)));
        server.createContext("/ping", counted(HttpFront::ok));
        server.createContext("/replicas_status", counted(HttpFront::ok));
    }

    /** The one thread that takes connections waits, and with it all that would be too much. */
    private static void untilOneIsFree(Runnable task, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("stopping");
        }
        try {
            pool.getQueue().put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("stopping", e);
        }
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private HttpHandler counted(HttpHandler handler) {
        return exchange -> {
            running.acquireUninterruptibly();
            try {
                if (stopping) {
                    exchange.sendResponseHeaders(503, -1);
                    exchange.close();
                } else {
                    handler.handle(exchange);
                }
            } finally {
                running.release();
            }
        };
    }

    private static void ok(HttpExchange exchange) throws IOException {
        byte[] body = "Ok.\n".getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=UTF-8");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(HttpStatus.OK, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    /** Lets the requests that run finish, for a while, and refuses new ones. */
    @Override
    public void close() {
        stopping = true;
        try {
            running.tryAcquire(Integer.MAX_VALUE, DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
