package io.millrace.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as ops.yaml has them, by HTTP on a port of this machine; the last answer of a route is given again and again. */
public final class OpsDouble implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body) {}

    /**
     * A request that came.
     *
     * @param route method and path with query
     */
    public record Asked(String route, String body, String authorization, String key) {}

    public OpsDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** The next answer to a route such as {@code GET /api/services}; a query is no part of it. */
    public OpsDouble on(String route, int status, String body) {
        answers.computeIfAbsent(route, key -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(
                method + " " + exchange.getRequestURI(),
                body,
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"))));
        Deque<Answer> waiting =
                answers.getOrDefault(method + " " + exchange.getRequestURI().getRawPath(), new ArrayDeque<>());
        Answer answer = waiting.size() > 1 ? waiting.poll() : waiting.peek();
        if (answer == null) {
            answer = new Answer(404, "{\"status\":404,\"code\":\"not_found\",\"detail\":\"There is no such thing.\"}");
        }
        if (answer.status() == 0) {
            // As a server that is killed.
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
