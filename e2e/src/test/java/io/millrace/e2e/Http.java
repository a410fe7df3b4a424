package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain HTTP against a base URL; user and password of the URL, or a token, go into the header. */
final class Http {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final @Nullable String token;
    private final @Nullable String key;

    Http(URI base) {
        this(base, null);
    }

    Http(URI base, @Nullable String token) {
        this(base, token, null);
    }

    /** @param key of idempotency, for requests that may come twice */
    Http(URI base, @Nullable String token, @Nullable String key) {
        this.base = base;
        this.token = token;
        this.key = key;
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create(base.getScheme() + "://" + base.getHost() + ":" + base.getPort() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (base.getUserInfo() != null) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(base.getUserInfo().getBytes(UTF_8)));
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String method, String path, String body) throws IOException, InterruptedException {
        var response = send(method, path, body);
        if (response.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Of a controller or ops: active, standby or unknown; empty while it does not answer. */
    String role() throws InterruptedException {
        try {
            return JSON.readTree(send("GET", "/readyz", "").body()).path("role").asText();
        } catch (IOException e) {
            return "";
        }
    }

    /** The rows of a ClickHouse query, tab separated. */
    List<String> query(String sql) throws IOException, InterruptedException {
        var response = send("POST", "/", sql + " FORMAT TabSeparated");
        if (response.statusCode() != 200) {
            throw new IOException(sql + ": " + response.body());
        }
        return response.body().lines().toList();
    }

    /** The rows of a ClickHouse query, each value as text or null. */
    List<List<@Nullable String>> rows(String sql) throws IOException, InterruptedException {
        var response = send("POST", "/?output_format_json_quote_64bit_integers=0", sql + " FORMAT JSONCompactEachRow");
        if (response.statusCode() != 200) {
            throw new IOException(sql.substring(0, Math.min(sql.length(), 300)) + ": " + response.body());
        }
        var rows = new ArrayList<List<@Nullable String>>();
        for (var line : response.body().lines().toList()) {
            var row = new ArrayList<@Nullable String>();
            JSON.readTree(line).forEach(value -> row.add(value.isNull() ? null : value.asText()));
            rows.add(row);
        }
        return rows;
    }
}
