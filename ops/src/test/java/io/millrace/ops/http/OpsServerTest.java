package io.millrace.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.HandlerType;
import io.millrace.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpsServerTest {
    private static final List<Route> ROUTES = List.of(
            new Route("/api/hello", request -> request.result("hello")),
            new Route("/api/journeys/{table}/{key}", request -> request.result("journey")),
            new Route(
                    HandlerType.POST,
                    "/api/write",
                    request ->
                            request.result("" + Body.read(request, List.class).size())),
            new Route(HandlerType.DELETE, "/api/write", request -> request.result("gone")),
            new Route(HandlerType.PUT, "/api/write", request -> request.result("put")),
            new Route("/metrics", request -> request.result("numbers")),
            new Route("/healthz", request -> request.result("ok")));

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private OpsServer open;
    private OpsServer guarded;

    @BeforeEach
    void start() throws IOException {
        Path pages = folder.resolve("dist");
        Files.createDirectories(pages.resolve("assets"));
        Files.writeString(pages.resolve("console.html"), "<title>console</title>");
        Files.writeString(pages.resolve("assets/app-1234.js"), "1");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(pages.resolve("assets/link.txt"), folder.resolve("secret.txt"));
        open = server(pages, Optional.empty());
        guarded = server(pages, Optional.of("the-token"));
    }

    @AfterEach
    void stop() {
        open.close();
        guarded.close();
    }

    @Test
    void theConsoleIsAtTheRootAndAtItsOwnRoutes() throws Exception {
        for (String path : List.of("/", "/dead-letters")) {
            HttpResponse<String> page = get(open, path);
            assertThat(page.body()).contains("console");
            assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'self'", "frame-ancestors 'none'");
        }
    }

    @Test
    void assetsMayBeKeptForLong() throws Exception {
        HttpResponse<String> asset = get(open, "/assets/app-1234.js");
        assertThat(asset.statusCode()).isEqualTo(200);
        assertThat(asset.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(asset.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/assets/../../secret.txt",
                "/assets/%2e%2e/%2e%2e/secret.txt",
                "/assets/..%2f..%2fsecret.txt",
                "/assets/link.txt",
                "//etc/hosts.txt",
                "/assets/%00.js",
                "/assets/"
            })
    void nothingOutsideOfTheFolderIsServed(String path) throws IOException {
        String answer = raw(path);
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("secret\n").doesNotEndWith("secret");
    }

    @Test
    void anUnknownPathOfTheApiIsAProblemInJson() throws Exception {
        HttpResponse<String> response = get(open, "/api/nothing");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body())
                .contains(
                        "\"type\":\"urn:millrace:problem:not_found\"",
                        "\"status\":404",
                        "\"code\":\"not_found\"",
                        "\"detail\":\"The API has no such path");
    }

    @Test
    void aPageOfAnotherNameThatResolvesToUsIsTurnedAway() throws Exception {
        assertThat(rawWithHost("/api/hello", "evil.example:8081")).startsWith("HTTP/1.1 421");
        assertThat(rawWithHost("/api/hello", "localhost:8081")).startsWith("HTTP/1.1 200");
    }

    @Test
    void withATokenTheApiDemandsItAndHealthDoesNot() throws Exception {
        assertThat(get(guarded, "/api/hello").statusCode()).isEqualTo(401);
        assertThat(get(guarded, "/api/hello", "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        assertThat(get(guarded, "/api/hello", "Authorization", "Bearer the-token")
                        .body())
                .isEqualTo("hello");
        assertThat(get(guarded, "/healthz").statusCode()).isEqualTo(200);
        assertThat(get(guarded, "/").statusCode()).isEqualTo(200);
    }

    @Test
    void pagesOfThisMachineMayAskForJourneysAndOthersMayNot() throws Exception {
        String header = "Access-Control-Allow-Origin";
        assertThat(get(open, "/api/journeys/orders/1", "Origin", "http://127.0.0.1:8080")
                        .headers()
                        .firstValue(header))
                .contains("http://127.0.0.1:8080");
        assertThat(get(open, "/api/journeys/orders/1", "Origin", "http://evil.example")
                        .headers()
                        .firstValue(header))
                .isEmpty();
        assertThat(get(open, "/api/hello", "Origin", "http://127.0.0.1:8080")
                        .headers()
                        .firstValue(header))
                .isEmpty();
    }

    @Test
    void aTakenPortIsAnErrorThatNamesIt() {
        Bind taken = new Bind("127.0.0.1", open.port());
        try (OpsServer second = new OpsServer(taken, Optional.empty(), Optional.empty(), ROUTES, Clock.systemUTC())) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll("Port " + open.port(), "ops.bind");
        }
    }

    private static OpsServer server(Path pages, Optional<String> token) {
        OpsServer server =
                new OpsServer(new Bind("127.0.0.1", 0), token, Optional.of(pages), ROUTES, Clock.systemUTC());
        server.start();
        return server;
    }

    private HttpResponse<String> get(OpsServer server, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String path) throws IOException {
        return rawWithHost(path, "127.0.0.1");
    }

    /** The path as it is: Java's client would tidy it up. */
    private String rawWithHost(String path, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.UTF_8));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void onlyOurOwnPagesMayChangeSomethingAndOnlyByJsonOfASaneSize() throws Exception {
        String here = "127.0.0.1:" + open.port();
        assertThat(write(open, "application/json", "http://" + here, "[1,2]").body())
                .isEqualTo("2");
        assertThat(write(open, "application/json; charset=utf-8", null, "[]").statusCode())
                .isEqualTo(200);
        assertThat(write(open, "application/json", "http://evil.example", "[]").statusCode())
                .isEqualTo(403);
        assertThat(write(open, "application/json", "null", "[]").statusCode()).isEqualTo(403);
        assertThat(write(open, "text/plain", null, "[]").statusCode()).isEqualTo(415);
        assertThat(write(open, "application/json", null, "[\"secret\"").body())
                .contains("no JSON")
                .doesNotContain("secret");
        String large = "[\"" + "x".repeat(Body.MOST_BYTES) + "\"]";
        assertThat(write(open, "application/json", null, large).statusCode()).isEqualTo(413);
        assertThat(write(guarded, "application/json", null, "[]").statusCode()).isEqualTo(401);
    }

    @Test
    void whateverTheMethodAWriteIsGuarded() throws Exception {
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + open.port() + "/api/write"))
                    .method(method, HttpRequest.BodyPublishers.ofString("[]"))
                    .header("Content-Type", "application/json");
            HttpRequest fromElsewhere =
                    request.copy().header("Origin", "http://evil.example").build();
            assertThat(http.send(fromElsewhere, BodyHandlers.ofString()).statusCode())
                    .as(method)
                    .isEqualTo(403);
            assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .as(method)
                    .isEqualTo(method.equals("PATCH") ? 404 : 200);
        }
    }

    @Test
    void aClientThatGuessesTokensMustWaitAndLocksNoOtherOut() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get(guarded, "/api/hello", "Authorization", "Bearer guess-" + i)
                            .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> answer = get(guarded, "/healthz", "Authorization", "Bearer guess-21");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(get(guarded, "/api/hello", "Authorization", "Bearer the-token")
                        .body())
                .isEqualTo("hello");
        assertThat(get(guarded, "/healthz").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/metrics/",
                "//metrics",
                "/metrics//",
                "/./metrics",
                "/metric%73",
                "/metrics;a=b",
                "/METRICS",
                "/api",
                "/api/",
                "/api/hello/",
                "/api/hello;jsessionid=1",
                "//api/hello",
                "/%61pi/hello",
                "/api%2fhello",
                "/API/hello",
                "/assets/../api/hello",
                "/assets/..;/api/hello",
                "/healthz/../metrics",
                "/healthz/",
                "/readyz/..;/metrics",
                "/dead-letters",
                "/console.html",
                "/nothing"
            })
    void whatIsNotOpenNeedsTheTokenHoweverItIsWritten(String path) throws IOException {
        assertThat(raw(guarded, path, "Host: localhost"))
                .matches("(?s)HTTP/1.1 40[01] .*")
                .doesNotContain("hello\r\n")
                .doesNotEndWith("hello")
                .doesNotContain("numbers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.9",
                "x-forwarded-host: ops.example",
                "X-Forwarded-Proto: https",
                "Forwarded: for=203.0.113.9",
                "Via: 1.1 proxy",
                "X-Real-IP: 203.0.113.9",
                "CF-Connecting-IP: 203.0.113.9",
                "X-Forwarded-Preferred-Username: someone",
                "X-Forwarded-For:"
            })
    void whatAProxyPassesOnNeedsTheToken(String header) throws IOException {
        assertThat(raw(open, "/api/hello", "Host: 127.0.0.1", header)).startsWith("HTTP/1.1 421");
        assertThat(raw(open, "/healthz", "Host: 127.0.0.1", header)).startsWith("HTTP/1.1 200");
        assertThat(raw(guarded, "/api/hello", "Host: ops.example", header)).startsWith("HTTP/1.1 401");
        assertThat(raw(guarded, "/api/hello", "Host: ops.example", header, "Authorization: Bearer the-token"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aProxyThatSaysNothingOfItselfIsKnownByItsOldProtocol() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.port())) {
            socket.getOutputStream()
                    .write(("GET /api/hello HTTP/1.0\r\nHost: 127.0.0.1:" + open.port() + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(" 421 ");
        }
    }

    private static String raw(OpsServer server, String path, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request =
                    "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> write(OpsServer server, String type, @Nullable String origin, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/write"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (origin != null) {
            request.header("Origin", origin);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
