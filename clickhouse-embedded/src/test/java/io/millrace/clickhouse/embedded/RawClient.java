package io.millrace.clickhouse.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Plain HTTP, for what the official clients hide. */
final class RawClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String authorization;

    /** Without a user, no credentials are sent. */
    RawClient(int port, String user, String password) {
        this.port = port;
        this.authorization = user.isEmpty()
                ? ""
                : "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The server went away. */
    static final class Unreachable extends RuntimeException {
        Unreachable(IOException cause) {
            super(cause);
        }
    }

    HttpResponse<String> post(String parameters, String body) {
        return send(request(parameters).POST(HttpRequest.BodyPublishers.ofString(body)), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String parameters) {
        return send(request(parameters).GET(), BodyHandlers.ofString());
    }

    HttpResponse<InputStream> stream(String parameters) {
        return send(request(parameters).POST(HttpRequest.BodyPublishers.noBody()), BodyHandlers.ofInputStream());
    }

    /** The body of an answer that must be a success. */
    String ok(String parameters, String body) {
        HttpResponse<String> answer = post(parameters, body);
        if (answer.statusCode() != 200) {
            throw new AssertionError("HTTP " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String parameters) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/?" + parameters))
                .timeout(Duration.ofSeconds(60));
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new Unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
