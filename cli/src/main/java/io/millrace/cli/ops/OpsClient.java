package io.millrace.cli.ops;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The ops API. All methods block, and throw {@link OpsException} where ops does not answer or refuses.
 *
 * <p>Each request that changes something has an idempotency key, so that it can be sent again where the connection breaks: it is
 * carried out once.
 */
public final class OpsClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Above the 25 s that ops lets a question wait. */
    private static final Duration ANSWER = Duration.ofSeconds(40);

    /** What dry runs of many dead letters take, and queries. */
    private static final Duration LONG_ANSWER = Duration.ofMinutes(2);

    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final OpsAddress ops;
    private final HttpClient http;

    public OpsClient(OpsAddress ops) {
        this.ops = requireNonNull(ops, "ops is null");
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        ops.trust().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** Text as one segment of a path or one value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param path with its query, such as {@code /api/services} */
    public JsonNode get(String path) throws InterruptedException {
        return json(send(request(path).GET().build()));
    }

    /** Sends a request that changes something, again where its answer is lost. */
    public JsonNode post(String path, JsonNode body) throws InterruptedException {
        HttpRequest request = posting(path, body)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .build();
        for (int attempt = 1; ; attempt++) {
            try {
                return json(send(request));
            } catch (OpsException e) {
                if (attempt == ATTEMPTS || !(e.getCause() instanceof IOException)) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** Copies an answer, byte for byte. */
    public void download(String path, OutputStream out) throws InterruptedException {
        copy(request(path).GET().build(), out);
    }

    /** Copies the answer to a question that changes nothing. */
    public void download(String path, JsonNode body, OutputStream out) throws InterruptedException {
        copy(posting(path, body).build(), out);
    }

    private void copy(HttpRequest request, OutputStream out) throws InterruptedException {
        try (InputStream in = body(send(request))) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new OpsException(
                    "the answer of ops broke off before its end, so what was printed is not all: " + e.getMessage(),
                    OpsException.SILENT,
                    "",
                    null);
        }
    }

    private HttpRequest.Builder posting(String path, JsonNode body) {
        return request(path)
                .timeout(LONG_ANSWER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(ops.url() + path)).timeout(ANSWER);
        ops.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new OpsException(silence(e), OpsException.SILENT, "", e);
        }
    }

    private String silence(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "ops at " + ops + " shows a certificate that is refused ("
                        + String.valueOf(cause.getMessage()).lines().findFirst().orElse("")
                        + "): use a name that it is for, and --ca-file for an authority that Java does not know";
            }
        }
        return "ops does not answer at " + ops + ": is it running, and is the address right?";
    }

    private InputStream body(HttpResponse<InputStream> response) throws IOException {
        if (response.statusCode() < 300) {
            return response.body();
        }
        try (InputStream in = response.body()) {
            throw refused(response.statusCode(), problem(in.readAllBytes()));
        }
    }

    private JsonNode json(HttpResponse<InputStream> response) {
        try (InputStream in = body(response)) {
            return JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new OpsException(
                    ops + " answers with something that is no JSON: is it the ops API of Millrace?",
                    response.statusCode(),
                    "",
                    null);
        } catch (IOException e) {
            throw new OpsException("the answer of ops at " + ops + " broke off", OpsException.SILENT, "", e);
        }
    }

    private static @Nullable JsonNode problem(byte[] body) {
        try {
            JsonNode problem = JSON.readTree(body);
            return problem != null && problem.isObject() ? problem : null;
        } catch (IOException e) {
            return null;
        }
    }

    private OpsException refused(int status, @Nullable JsonNode problem) {
        String code = problem == null ? "" : problem.path("code").asText();
        if (status == 401) {
            return new OpsException(
                    "ops at " + ops
                            + (ops.token().isEmpty() ? " wants a token" : " does not know this token")
                            + ": set MILLRACE_OPS_TOKEN, or give it by --token",
                    status,
                    code,
                    null);
        }
        String detail = problem == null ? "" : problem.path("detail").asText();
        if (detail.isEmpty()) {
            return new OpsException(
                    "ops at " + ops + " answers with status " + status + ": see its log", status, code, null);
        }
        String advice = problem == null ? "" : problem.path("advice").asText();
        return new OpsException(
                advice.isEmpty() || detail.contains(advice) ? detail : detail + " " + advice, status, code, null);
    }
}
