package io.millrace.bench.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Statements over ClickHouse's HTTP interface. */
public final class WarehouseQuery {
    /** Codes of a table and of a database that is not known. */
    private static final Set<String> NOT_THERE_YET = Set.of("60", "81");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String authorization;

    /** @param url HTTP base URL with user and password */
    public WarehouseQuery(URI url) {
        var user = url.getUserInfo() == null ? "default:" : url.getUserInfo();
        authorization = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
        base = URI.create(url.getScheme() + "://" + url.getHost() + ":" + url.getPort() + "/");
    }

    /** The rows, columns separated by tabs; an {@link IOException} holds ClickHouse's own message. */
    public List<String> rows(String query) throws IOException, InterruptedException {
        var answer = send(query + " FORMAT TabSeparated");
        if (answer.statusCode() != 200) {
            throw new IOException("the warehouse answered: " + answer.body().strip());
        }
        return answer.body().lines().toList();
    }

    /** The first row, empty if there is none or the table is not there yet. */
    public String text(String query) throws InterruptedException {
        try {
            var answer = send(query + " FORMAT TabSeparated");
            if (answer.statusCode() == 200) {
                return answer.body().lines().findFirst().orElse("");
            }
            if (answer.headers()
                    .firstValue("X-ClickHouse-Exception-Code")
                    .filter(NOT_THERE_YET::contains)
                    .isPresent()) {
                return "";
            }
            throw new BenchException("the warehouse refused: " + answer.body().strip());
        } catch (IOException e) {
            throw new BenchException("the warehouse does not answer: " + e.getMessage(), e);
        }
    }

    /** A number; 0 if the table is not there yet. */
    public long number(String query) throws InterruptedException {
        var answer = text(query);
        return answer.isEmpty() ? 0 : Long.parseLong(answer);
    }

    /** Runs a statement without a result. */
    public void execute(String statement) throws InterruptedException {
        try {
            var answer = send(statement);
            if (answer.statusCode() != 200) {
                throw new BenchException(
                        "the warehouse refused: " + answer.body().strip());
            }
        } catch (IOException e) {
            throw new BenchException("the warehouse does not answer: " + e.getMessage(), e);
        }
    }

    private HttpResponse<String> send(String sql) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base)
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
