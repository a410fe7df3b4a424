package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The addresses and processes of a running stack, as {@code ./millrace status --json} tells them.
 *
 * @param postgres libpq URL
 * @param clickhouse HTTP base URL with user and password
 * @param pids process by service; external services have none
 */
record RunningStack(URI postgres, URI clickhouse, Map<String, Long> pids) {

    /** Asks the command; an {@link IOException} says what to do where nothing runs. */
    static RunningStack of(Path data) throws IOException, InterruptedException {
        var home = System.getProperty("millrace.home", ".");
        var process = new ProcessBuilder(home + "/millrace", "status", "--json", "--data", data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = process.getInputStream().readAllBytes();
        process.waitFor();
        var status = new ObjectMapper().readTree(output);
        if (status == null || !status.path("state").asText().equals("healthy")) {
            throw new IOException("the stack in " + data + " is "
                    + (status == null ? "not running" : status.path("state").asText("not running"))
                    + "; start it with ./millrace demo or ./millrace up");
        }
        var pids = new TreeMap<String, Long>();
        for (var service : status.path("services")) {
            if (service.path("pid").asLong() > 0) {
                pids.put(service.path("name").asText(), service.path("pid").asLong());
            }
        }
        return new RunningStack(
                withPassword(url(status, "postgres"), "PGPASSWORD"),
                withPassword(url(status, "clickhouse"), "CLICKHOUSE_PASSWORD"),
                pids);
    }

    /** The status tells the passwords of embedded services only. */
    private static URI withPassword(URI url, String variable) throws IOException {
        String user = url.getRawUserInfo();
        if (user == null || user.contains(":")) {
            return url;
        }
        String password = System.getenv(variable);
        if (password == null) {
            throw new IOException("somebody else runs " + url + ": set its password in " + variable);
        }
        return URI.create(url.toString()
                .replaceFirst(
                        "@",
                        ":"
                                + URLEncoder.encode(password, StandardCharsets.UTF_8)
                                        .replace("+", "%20") + "@"));
    }

    private static URI url(JsonNode status, String name) throws IOException {
        for (var service : status.path("services")) {
            if (service.path("name").asText().equals(name)) {
                return URI.create(service.path("url").asText());
            }
        }
        throw new IOException("status names no service " + name);
    }
}
