package io.millrace.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.controller.ControllerStatus.Loop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ControllerServerTest {
    private ControllerStatus status = new ControllerStatus(
            false,
            ControllerStatus.ACTIVE,
            true,
            "set wal_level to logical",
            List.of(new Loop("capture", false, 2, "set wal_level to logical"), new Loop("topics", true, 0, "")));

    @Test
    void eachLoopIsReadyOrSaysWhyNot() throws Exception {
        try (ControllerServer server =
                ControllerServer.start("127.0.0.1:0", () -> status, ControllerMetrics.onDemand(() -> status))) {
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
            HttpResponse<String> not = get(server, "/readyz");
            assertThat(not.statusCode()).isEqualTo(503);
            assertThat(not.body())
                    .contains("\"ready\":false", "\"role\":\"active\"", "\"blocked\":true")
                    .contains("{\"name\":\"topics\",\"ready\":true,\"failures\":0,\"detail\":\"\"}");

            assertThat(get(server, "/metrics").body())
                    .contains("millrace_controller_ready 0.0", "millrace_controller_active 1.0")
                    .contains("millrace_controller_loop_ready{loop=\"topics\"} 1.0")
                    .contains("millrace_controller_loop_failures_total{loop=\"capture\"} 2.0");

            status = new ControllerStatus(true, ControllerStatus.STANDBY, false, "waits", List.of());
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/metrics").body())
                    .contains("millrace_controller_ready 1.0", "millrace_controller_active 0.0");
        }
    }

    @Test
    void namesOfTheSourceDoNotMoveTheCursorOfATerminal() {
        assertThat(ControllerLog.plain("table a\n\u001b[2Jb is loaded"))
                .isEqualTo("table a\\u000a\\u001b[2Jb is loaded");
    }

    private static HttpResponse<String> get(ControllerServer server, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
