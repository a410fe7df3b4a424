package io.millrace.ops.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Receives webhooks: refuses the first few on each path, like a server that restarts. */
public final class ReceivedMessages implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final int refusals;
    private final Map<String, AtomicInteger> refused = new ConcurrentHashMap<>();
    private final Map<String, List<JsonNode>> taken = new ConcurrentHashMap<>();

    /** @param refusals how many requests on each path get the status 503 */
    public ReceivedMessages(int refusals) throws IOException {
        this.refusals = refusals;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            boolean refuse =
                    refused.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet() <= refusals;
            if (!refuse) {
                taken.computeIfAbsent(path, any -> new CopyOnWriteArrayList<>()).add(body);
            }
            exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** What was taken on a path, in order. */
    public List<JsonNode> messages(String path) {
        return List.copyOf(taken.getOrDefault(path, List.of()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
