package io.millrace.ops.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks one of our own processes whether it is ready. */
final class HttpCheck implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http;
    private final URI address;

    /** @param address of the process, or of its readiness page */
    HttpCheck(HttpClient http, URI address) {
        this.http = http;
        this.address = address.getPath().length() > 1 ? address : address.resolve("/readyz");
    }

    @Override
    public ServiceVerdict look() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? ServiceVerdict.up() : ServiceVerdict.degraded(detail(response));
        } catch (IOException e) {
            return ServiceVerdict.down("does not answer at " + address.getAuthority());
        }
    }

    private static String detail(HttpResponse<String> response) {
        try {
            String detail = JSON.readTree(response.body()).path("detail").asText();
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (JsonProcessingException e) {
            // Not one of our readiness answers: the status has to do.
            return "answers with HTTP status " + response.statusCode();
        }
        return "answers with HTTP status " + response.statusCode();
    }
}
