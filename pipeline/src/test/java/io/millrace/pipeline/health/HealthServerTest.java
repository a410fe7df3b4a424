package io.millrace.pipeline.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HealthServerTest {
    private PipelineReadiness now = new PipelineReadiness(false, "starting \"Spark\"");
    private HealthServer server;

    @BeforeEach
    void start() throws IOException {
        server = HealthServer.start("127.0.0.1:0", () -> now, () -> "millrace_x 1\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isAliveBeforeItIsReady() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        HttpResponse<String> starting = get("/readyz");
        assertThat(starting.statusCode()).isEqualTo(503);
        assertThat(starting.body()).isEqualTo("{\"ready\":false,\"detail\":\"starting \\\"Spark\\\"\"}");
        now = new PipelineReadiness(true, "running");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void servesMetrics() throws Exception {
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(metrics.body()).isEqualTo("millrace_x 1\n");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
