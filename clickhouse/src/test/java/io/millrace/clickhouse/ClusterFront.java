package io.millrace.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Identifiers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an embedded ClickHouse for a server of a cluster. The embedded engine executes no distributed DDL and its replicas
 * cannot be reached by others, so this has the engine parse each such statement, and then runs it without {@code ON CLUSTER},
 * without {@code Replicated}, and without waiting for replication. Distributed tables, their settings and all else are the engine's
 * own, of a cluster of one shard.
 */
final class ClusterFront implements AutoCloseable {
    private static final Pattern REPLICATED =
            Pattern.compile("ENGINE = Replicated(\\w*MergeTree)\\('[^']*', '[^']*'(?:, ([^)]*))?\\)");
    private static final Set<String> DROPPED =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect");

    private final String endpoint;
    private final ClickHouseClient parser;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> defined = Collections.synchronizedList(new ArrayList<>());

    /** @param url of the embedded ClickHouse, with user and password */
    ClusterFront(String url) throws IOException {
        this.endpoint = ClickHouseConfig.of(url).endpoint();
        this.parser = new ClickHouseClient(ClickHouseConfig.of(url));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The statements that define something or wait for replicas, as they came, in one line each. */
    List<String> defined() {
        synchronized (defined) {
            return List.copyOf(defined);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(endpoint + exchange.getRequestURI()).toURL().openConnection();
            connection.setRequestMethod(exchange.getRequestMethod());
            connection.setDoOutput(true);
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> connection.addRequestProperty(name, value));
                }
            });
            try (OutputStream out = connection.getOutputStream()) {
                out.write(forOne(body));
            }
            int status = connection.getResponseCode();
            byte[] result = (status < 400 ? connection.getInputStream() : connection.getErrorStream()).readAllBytes();
            connection.getHeaderFields().forEach((@Nullable String name, List<String> values) -> {
                if (name != null && !DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(status, result.length == 0 ? -1 : result.length);
            if (result.length > 0) {
                exchange.getResponseBody().write(result);
            }
        }
    }

    private byte[] forOne(byte[] body) {
        String sql = new String(body, StandardCharsets.ISO_8859_1);
        boolean defines = sql.stripLeading().matches("(?s)(CREATE|ALTER|DROP|RENAME|EXCHANGE|DELETE)\\s.*");
        boolean waits = sql.startsWith("SYSTEM SYNC REPLICA ");
        if (!defines && !waits) {
            return body;
        }
        String statement = new String(body, StandardCharsets.UTF_8);
        // Fails where the engine cannot parse it.
        parser.query("SELECT formatQuery(" + Identifiers.literal(statement) + ") AS `formatted`");
        defined.add(statement.replaceAll("\\s+", " "));
        if (waits) {
            return "SELECT 1".getBytes(StandardCharsets.UTF_8);
        }
        String plain = statement.replace(" ON CLUSTER `it`", "");
        Matcher engine = REPLICATED.matcher(plain);
        String one = engine.find()
                ? engine.replaceFirst(Matcher.quoteReplacement(
                        "ENGINE = " + engine.group(1) + (engine.group(2) == null ? "" : "(" + engine.group(2) + ")")))
                : plain;
        return one.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        parser.close();
    }

    /** For those who cannot throw what a start throws. */
    static ClusterFront of(String url) {
        try {
            return new ClusterFront(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
