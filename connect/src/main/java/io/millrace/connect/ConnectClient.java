package io.millrace.connect;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Kafka Connect's REST interface. All methods block. Of several workers of a group the one that answered last is asked, and the next
 * one where it does not answer; any worker answers for the whole group.
 *
 * <p>A worker that has just started answers 404 to requests for connectors that it will soon know, and 409 while it
 * rebalances: such requests are repeated for {@code patience}.
 */
public final class ConnectClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final List<URI> workers;
    private final String authorization;
    private final Duration patience;
    private final HttpClient http;
    /** Index of the worker to ask first. */
    private volatile int first;

    /**
     * A worker without TLS, or with a certificate that Java trusts by default.
     *
     * @param base for example {@code http://127.0.0.1:8083}
     * @param patience how long to retry a request that a worker cannot accept yet
     */
    public ConnectClient(URI base, Duration patience) {
        this(List.of(base), patience, HttpClient.newBuilder());
    }

    /**
     * @param workers of one group, one or more, for example {@code https://user:password@connect:8443}; user and password of the
     *     first are sent to each as Basic authentication
     * @param patience how long to retry a request that a worker cannot accept yet
     * @param trust trusted certificates
     */
    public ConnectClient(List<URI> workers, Duration patience, SSLContext trust) {
        this(workers, patience, HttpClient.newBuilder().sslContext(trust));
    }

    private ConnectClient(List<URI> workers, Duration patience, HttpClient.Builder http) {
        this.workers = workers.stream().map(ConnectClient::address).toList();
        String user = workers.get(0).getUserInfo();
        this.authorization = user == null
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        this.patience = requireNonNull(patience, "patience is null");
        this.http = http.version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3))
                .build();
    }

    /** Without user and password, which must not appear in messages, and without a trailing slash. */
    private static URI address(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
        return URI.create(
                url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + path);
    }

    /** The address of the worker that is asked first, without user and password. */
    public URI base() {
        return workers.get(first);
    }

    /** Whether the worker has joined its group and accepts requests. */
    public boolean healthy() throws InterruptedException {
        try {
            return send("GET", "/health", null).statusCode() == 200;
        } catch (ConnectFailure e) {
            return false;
        }
    }

    /**
     * Creates the connector or gives it new settings; the same settings change nothing.
     *
     * @throws ConnectFailure if the worker refuses the settings, or does not accept them within {@code patience}
     */
    public void putConnector(String name, Map<String, String> settings) throws InterruptedException {
        sendPatiently(
                "PUT", connector(name) + "/config", JSON.valueToTree(settings).toString());
    }

    /** The connector's settings as they were put; empty if there is none of that name. */
    public Optional<Map<String, String>> settings(String name) throws InterruptedException {
        HttpResponse<String> response = send("GET", connector(name) + "/config", null);
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        Map<String, String> settings = new HashMap<>();
        body(response)
                .properties()
                .forEach(setting ->
                        settings.put(setting.getKey(), setting.getValue().asText()));
        return Optional.of(settings);
    }

    /** The status of the connector; empty if there is none of that name. See {@link ConnectorStatus}. */
    public Optional<ConnectorStatus> status(String name) throws InterruptedException {
        HttpResponse<String> response = send("GET", connector(name) + "/status", null);
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(status(body(response)));
    }

    /** Restarts failed parts of the connector. */
    public void restartFailed(String name) throws InterruptedException {
        sendPatiently("POST", connector(name) + "/restart?includeTasks=true&onlyFailed=true", null);
    }

    /** Restarts the connector and all its tasks. */
    public void restart(String name) throws InterruptedException {
        sendPatiently("POST", connector(name) + "/restart?includeTasks=true", null);
    }

    /** Stops reading, keeps the tasks and their connections. */
    public void pause(String name) throws InterruptedException {
        sendPatiently("PUT", connector(name) + "/pause", null);
    }

    /** Resumes after a pause or stop. */
    public void resume(String name) throws InterruptedException {
        sendPatiently("PUT", connector(name) + "/resume", null);
    }

    /** Ends the tasks and their connections to the source; keeps settings and offsets. */
    public void stop(String name) throws InterruptedException {
        sendPatiently("PUT", connector(name) + "/stop", null);
    }

    /** Removes the connector, not its offsets. No error if there is none. */
    public void delete(String name) throws InterruptedException {
        HttpResponse<String> response = send("DELETE", connector(name), null);
        if (response.statusCode() != 404) {
            body(response);
        }
    }

    /**
     * A class that the worker has found on its {@code plugin.path}.
     *
     * @param type the class's full name
     * @param version as the class shows; empty if it shows none
     */
    public record Plugin(String type, String version) {}

    /**
     * What the worker says of settings before they are put.
     *
     * @param values by setting, with references to secrets resolved; a value that is secret itself is hidden
     * @param errors by setting, only those that have one or more
     */
    public record Validation(Map<String, String> values, Map<String, List<String>> errors) {
        public Validation {
            values = Map.copyOf(values);
            errors = Map.copyOf(errors);
        }
    }

    /** The worker's version of Kafka Connect, such as {@code 4.3.1}. */
    public String version() throws InterruptedException {
        return body(send("GET", "/", null)).path("version").asText();
    }

    /** All plug-ins of the worker, of every kind; one that is there in several versions comes several times. */
    public List<Plugin> plugins() throws InterruptedException {
        List<Plugin> plugins = new ArrayList<>();
        for (JsonNode plugin : body(send("GET", "/connector-plugins?connectorsOnly=false", null))) {
            plugins.add(new Plugin(
                    plugin.path("class").asText(), plugin.path("version").asText("")));
        }
        return plugins;
    }

    /**
     * Has the worker look at settings of a connector; it makes none.
     *
     * @param type the connector's class, a plug-in of the worker
     */
    public Validation validate(String type, Map<String, String> settings) throws InterruptedException {
        Map<String, String> body = new HashMap<>(settings);
        body.put("connector.class", type);
        JsonNode answer = body(send(
                "PUT",
                "/connector-plugins/" + type + "/config/validate",
                JSON.valueToTree(body).toString()));
        Map<String, String> values = new HashMap<>();
        Map<String, List<String>> errors = new HashMap<>();
        for (JsonNode setting : answer.path("configs")) {
            JsonNode value = setting.path("value");
            String name = value.path("name").asText();
            if (value.path("value").isTextual()) {
                values.put(name, value.path("value").asText());
            }
            List<String> texts = new ArrayList<>();
            value.path("errors").forEach(error -> texts.add(error.asText()));
            if (!texts.isEmpty()) {
                errors.put(name, List.copyOf(texts));
            }
        }
        return new Validation(values, errors);
    }

    /**
     * The offsets that the worker has committed for a connector, as text that changes with them; empty if there are
     * none.
     */
    public Optional<String> offsets(String name) throws InterruptedException {
        HttpResponse<String> response = send("GET", connector(name) + "/offsets", null);
        return response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(body(response).path("offsets").toString());
    }

    /** The names of all connectors. */
    public List<String> connectors() throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode name : body(send("GET", "/connectors", null))) {
            names.add(name.asText());
        }
        return names;
    }

    /**
     * The LSN up to which the source has been captured, as the worker has committed it, at most some seconds ago; empty
     * if there is none.
     */
    public OptionalLong capturedLsn(String name) throws InterruptedException {
        HttpResponse<String> response = send("GET", connector(name) + "/offsets", null);
        if (response.statusCode() == 404) {
            return OptionalLong.empty();
        }
        OptionalLong highest = OptionalLong.empty();
        for (JsonNode offset : body(response).path("offsets")) {
            JsonNode lsn = offset.path("offset").path("lsn");
            if (lsn.isIntegralNumber()
                    && (highest.isEmpty() || Long.compareUnsigned(lsn.asLong(), highest.getAsLong()) > 0)) {
                highest = OptionalLong.of(lsn.asLong());
            }
        }
        return highest;
    }

    /** Removes the offsets of a stopped connector: its next start reads the snapshot again. */
    public void deleteOffsets(String name) throws InterruptedException {
        sendPatiently("DELETE", connector(name) + "/offsets", null);
    }

    private void sendPatiently(String method, String path, @Nullable String body) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                HttpResponse<String> response = send(method, path, body);
                if (!passing(response.statusCode()) || System.nanoTime() > deadline) {
                    body(response);
                    return;
                }
            } catch (ConnectFailure e) {
                if (!e.passing() || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static boolean passing(int statusCode) {
        return statusCode == 404 || statusCode == 409 || statusCode == 503;
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) throws InterruptedException {
        int begin = first;
        IOException failure = null;
        for (int i = 0; i < workers.size(); i++) {
            int worker = (begin + i) % workers.size();
            try {
                HttpResponse<String> response = send(workers.get(worker), method, path, body);
                first = worker;
                return response;
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        throw ConnectFailure.unreachable(workers.get(begin), requireNonNull(failure, "there is no worker"));
    }

    private HttpResponse<String> send(URI base, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() == 401) {
            throw ConnectFailure.denied(base);
        }
        return response;
    }

    private JsonNode body(HttpResponse<String> response) {
        try {
            JsonNode json = JSON.readTree(response.body());
            if (response.statusCode() >= 300) {
                throw ConnectFailure.refused(
                        response.statusCode(), json.path("message").asText(response.body()));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw ConnectFailure.refused(
                    response.statusCode(), "a response that is not JSON; is " + base() + " Kafka Connect?");
        }
    }

    private static ConnectorStatus status(JsonNode json) {
        List<ConnectorStatus.Part> tasks = new ArrayList<>();
        for (JsonNode task : json.path("tasks")) {
            tasks.add(part(task));
        }
        return new ConnectorStatus(part(json.path("connector")), tasks);
    }

    private static ConnectorStatus.Part part(JsonNode json) {
        return new ConnectorStatus.Part(
                ConnectorStatus.State.of(json.path("state").asText()),
                json.path("worker_id").asText(),
                json.path("trace").asText());
    }

    private static String connector(String name) {
        return "/connectors/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
