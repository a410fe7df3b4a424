package io.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Queries over ClickHouse's HTTP interface, one column of text a row. */
final class WarehouseQuery {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String authorization;

    WarehouseQuery(URI url) {
        var user = url.getUserInfo() == null ? "default:" : url.getUserInfo();
        authorization = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
        base = URI.create(url.getScheme() + "://" + url.getHost() + ":" + url.getPort() + "/");
    }

    /** The rows; an {@link IOException} holds ClickHouse's own message. */
    List<String> rows(String sql) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base)
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(sql + " FORMAT TabSeparated"))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("the warehouse answered: " + response.body().strip());
        }
        return response.body().lines().toList();
    }
}
