package io.millrace.pipeline.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Serves {@code /healthz}, {@code /readyz} and {@code /metrics}. Uses the JDK's server, as another one would conflict
 * with Spark's.
 */
public final class HealthServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;

    private HealthServer(HttpServer server) {
        this.server = server;
    }

    /**
     * @param bind {@code host:port}
     * @param metrics the metrics in Prometheus' text format
     * @throws IOException if the address cannot be bound
     */
    public static HealthServer start(String bind, Supplier<PipelineReadiness> readiness, Supplier<String> metrics)
            throws IOException {
        int colon = bind.lastIndexOf(':');
        String host = bind.substring(0, colon).replace("[", "").replace("]", "");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(host, Integer.parseInt(bind.substring(colon + 1))), 0);
        server.createContext("/healthz", exchange -> answer(exchange, 200, JSON_TYPE, "{\"alive\":true}"));
        server.createContext("/readyz", exchange -> {
            PipelineReadiness now = readiness.get();
            answer(exchange, now.ready() ? 200 : 503, JSON_TYPE, json(now));
        });
        server.createContext("/metrics", exchange -> answer(exchange, 200, METRICS_TYPE, metrics.get()));
        server.start();
        return new HealthServer(server);
    }

    /** The port that was bound, for port 0. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static String json(PipelineReadiness readiness) {
        try {
            return JSON.writeValueAsString(readiness);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
