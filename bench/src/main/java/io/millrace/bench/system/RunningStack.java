package io.millrace.bench.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.BrokerLogin;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The addresses and processes of a running stack, as {@code ./millrace status --json} prints them.
 *
 * @param postgres libpq URL
 * @param clickhouse HTTP base URL with user and password
 * @param kafka address and login in the names of Kafka's settings
 * @param connect HTTP base URL
 * @param pids process by service, the launcher among them; external services have none
 */
public record RunningStack(
        URI postgres, URI clickhouse, Map<String, String> kafka, String connect, Map<String, Long> pids) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A recently paused capture is still shown as paused for some seconds. */
    private static final int ATTEMPTS = 10;

    /** Asks the command; a {@link BenchException} says what to do where nothing runs. */
    public static RunningStack of(MillraceCommand millrace) throws InterruptedException {
        try {
            JsonNode status = JSON.readTree(millrace.run("status", "--json"));
            for (int i = 1; i < ATTEMPTS && status.path("state").asText().equals("unhealthy"); i++) {
                Thread.sleep(1_000);
                status = JSON.readTree(millrace.run("status", "--json"));
            }
            return parse(status, launcher(millrace.data()), millrace.data());
        } catch (IOException e) {
            throw new BenchException("`millrace status --json` printed no JSON: " + e.getMessage(), e);
        }
    }

    static RunningStack parse(JsonNode status, long launcher, Path data) {
        if (status == null || !status.path("state").asText().equals("healthy")) {
            throw new BenchException("the stack in " + data + " is "
                    + (status == null ? "not running" : status.path("state").asText("not running"))
                    + "; start it with ./millrace demo or ./millrace up");
        }
        var pids = new TreeMap<String, Long>();
        for (var service : status.path("services")) {
            if (service.path("pid").asLong() > 0) {
                pids.put(service.path("name").asText(), service.path("pid").asLong());
            }
        }
        if (launcher > 0) {
            pids.put("launcher", launcher);
        }
        return new RunningStack(
                withPassword(url(status, "postgres"), "PGPASSWORD"),
                withPassword(url(status, "clickhouse"), "CLICKHOUSE_PASSWORD"),
                BrokerLogin.clientSettings(url(status, "kafka")),
                url(status, "connect").toString(),
                pids);
    }

    /** 0 if no file says it. */
    private static long launcher(Path data) {
        try {
            var state = JSON.readTree(Files.readString(data.resolve("run").resolve("state.json")));
            return state.path("launcher").path("pid").asLong();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The status has the passwords of embedded services only. */
    private static URI withPassword(URI url, String variable) {
        String user = url.getRawUserInfo();
        if (user == null || user.contains(":")) {
            return url;
        }
        String password = System.getenv(variable);
        if (password == null) {
            throw new BenchException(url + " is not embedded: set its password in " + variable);
        }
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(url.toString().replaceFirst("@", ":" + encoded + "@"));
    }

    private static URI url(JsonNode status, String name) {
        for (var service : status.path("services")) {
            String found = service.path("name").asText();
            // Of a cluster, the first member.
            if (found.equals(name) || found.equals(name + "-1")) {
                return URI.create(service.path("url").asText());
            }
        }
        throw new BenchException("status does not list the service " + name);
    }
}
