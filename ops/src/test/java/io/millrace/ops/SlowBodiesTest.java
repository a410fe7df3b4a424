package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.http.Bind;
import io.millrace.ops.http.OpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowBodiesTest {
    private static final String PATH = "/api/dead-letters/replay";

    @Test
    void whoSendsSlowlyTakesNoPlaceFromOthers(@TempDir Path folder) throws Exception {
        try (Ops ops = new Ops(TestConfig.unreachable(folder));
                OpsServer server = new OpsServer(
                        new Bind("127.0.0.1", 0),
                        Optional.empty(),
                        Optional.empty(),
                        ops.routes(),
                        Clock.systemUTC())) {
            server.start();
            try (Socket first = slow(server);
                    Socket second = slow(server);
                    Socket third = slow(server)) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + PATH))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
                for (int i = 0; i < 20; i++) {
                    // What is wrong with a body is said to those only who have a place.
                    assertThat(HttpClient.newHttpClient()
                                    .send(request, BodyHandlers.ofString())
                                    .body())
                            .contains("Say which dead letters");
                }
                assertThat(first.isConnected() && second.isConnected() && third.isConnected())
                        .isTrue();
            }
        }
    }

    private static Socket slow(OpsServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
