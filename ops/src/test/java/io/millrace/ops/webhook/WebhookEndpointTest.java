package io.millrace.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.AlertRule.Severity;
import io.millrace.config.Config.Webhook;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WebhookEndpointTest {
    private static final String HEAD = "HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\n\r\n";

    private interface Conduct {
        void towards(OutputStream client) throws IOException, InterruptedException;
    }

    @Test
    void aStatusCountsThoughItsBodyNeverEnds() throws Exception {
        Conduct drips = client -> {
            while (true) {
                chunk(client, 1);
                Thread.sleep(20);
            }
        };
        assertThat(post("200 OK", drips)).isEqualTo(new WebhookEndpoint.Answer(true, false, ""));
        assertThat(post("503 No", drips))
                .isEqualTo(new WebhookEndpoint.Answer(false, true, "answered with HTTP status 503"));
    }

    @Test
    void aFloodIsNotReadToItsEnd() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        WebhookEndpoint.Answer answer = post("200 OK", client -> {
            try {
                while (true) {
                    chunk(client, 8192);
                }
            } finally {
                closed.set(true);
            }
        });
        assertThat(answer.taken()).isTrue();
        assertThat(closed).isTrue();
    }

    @Test
    void silenceIsNoAnswer() throws Exception {
        assertThat(post("", client -> Thread.sleep(10_000)).detail()).startsWith("did not answer");
        assertThat(post("", client -> {}).detail()).startsWith("could not be reached");
    }

    private static void chunk(OutputStream client, int bytes) throws IOException {
        client.write(
                (Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.flush();
    }

    private static WebhookEndpoint.Answer post(String status, Conduct conduct) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(listening, status, conduct), "receiver");
            server.start();
            try {
                Webhook webhook = new Webhook(
                        "http://127.0.0.1:" + listening.getLocalPort() + "/", Webhook.Format.JSON, Severity.INFO);
                WebhookEndpoint receiver =
                        new WebhookEndpoint(HttpClient.newHttpClient(), webhook, Duration.ofSeconds(1));
                return receiver.post(message());
            } finally {
                // A flood ends by itself once nobody reads it.
                if (status.isEmpty()) {
                    server.interrupt();
                }
                server.join(5_000);
                server.interrupt();
            }
        }
    }

    private static void serve(ServerSocket listening, String status, Conduct conduct) {
        try (Socket client = listening.accept()) {
            OutputStream out = client.getOutputStream();
            if (!status.isEmpty()) {
                out.write(HEAD.formatted(status).getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            conduct.towards(out);
        } catch (IOException e) {
            // The client has had enough.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Message message() {
        return new Message(
                new AlertEntry("shop", "deadLetters", "x", Instant.EPOCH, "warning", null, 1, 0, "One.", "Look."),
                Message.Event.FIRING);
    }
}
