package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectClientTest {
    private record Answer(int status, String body) {}

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final HttpServer worker = worker();
    private final ConnectClient client = new ConnectClient(
            URI.create("http://127.0.0.1:" + worker.getAddress().getPort()), Duration.ofSeconds(30));

    private static HttpServer worker() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        worker.createContext("/", exchange -> {
            authorizations.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Answer answer = answers.remove();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        worker.start();
    }

    @AfterEach
    void stop() {
        worker.stop(0);
    }

    @Test
    void repeatsAPutThatComesTooEarly() throws InterruptedException {
        answers.add(new Answer(404, "{\"message\":\"not yet\"}"));
        answers.add(new Answer(409, "{\"message\":\"rebalance\"}"));
        answers.add(new Answer(201, "{}"));

        client.putConnector("millrace shop", Map.of("a", "b"));

        assertThat(requests).hasSize(3).containsOnly("PUT /connectors/millrace%20shop/config");
    }

    @Test
    void aRefusedPutFailsAtOnceWithTheReason() {
        answers.add(new Answer(400, "{\"error_code\":400,\"message\":\"slot.name is wrong\\nand more\"}"));

        assertThatThrownBy(() -> client.putConnector("c", Map.of()))
                .isInstanceOf(ConnectFailure.class)
                .hasMessage("Kafka Connect refuses with status 400: slot.name is wrong");
        assertThat(requests).hasSize(1);
    }

    @Test
    void readsTheStatusAndTheRootCauseOfAFailure() throws InterruptedException {
        answers.add(new Answer(200, """
                        {"connector":{"state":"RUNNING","worker_id":"w:1"},"tasks":[{"id":0,"state":"FAILED","worker_id":"w:1",
                        "trace":"ConnectException: outer\\n\\tat x\\nCaused by: PSQLException: inner\\n\\tat y"}]}"""));

        ConnectorStatus status = client.status("c").orElseThrow();

        assertThat(status.connector().state()).isEqualTo(ConnectorStatus.State.RUNNING);
        assertThat(status.running()).isFalse();
        assertThat(status.failed()).isTrue();
        assertThat(status.cause()).contains("PSQLException: inner");
    }

    @Test
    void readsHowFarTheSourceHasBeenCaptured() throws InterruptedException {
        answers.add(new Answer(
                200, "{\"offsets\":[{\"partition\":{\"server\":\"s\"},\"offset\":{\"lsn\":29622512,\"txId\":7}}]}"));
        answers.add(new Answer(200, "{\"offsets\":[]}"));
        answers.add(new Answer(404, "{}"));

        assertThat(client.capturedLsn("c")).hasValue(29622512);
        assertThat(client.capturedLsn("c")).isEmpty();
        assertThat(client.capturedLsn("c")).isEmpty();
        assertThat(requests).containsOnly("GET /connectors/c/offsets");
    }

    @Test
    void aConnectorWithoutTasksDoesNotRunYet() throws InterruptedException {
        answers.add(new Answer(200, "{\"connector\":{\"state\":\"RUNNING\"},\"tasks\":[]}"));

        assertThat(client.status("c").orElseThrow().running()).isFalse();
    }

    @Test
    void anUnknownConnectorHasNoStatusAndIsAlreadyDeleted() throws InterruptedException {
        answers.add(new Answer(404, "{}"));
        answers.add(new Answer(404, "{}"));

        assertThat(client.status("c")).isEmpty();
        client.delete("c");
    }

    @Test
    void anEmptyAnswerIsASuccess() throws InterruptedException {
        answers.add(new Answer(202, ""));

        client.pause("c");

        assertThat(requests).containsExactly("PUT /connectors/c/pause");
    }

    @Test
    void userAndPasswordOfTheAddressAreSentAndNeverPrinted() throws InterruptedException {
        ConnectClient login = new ConnectClient(
                URI.create(client.base().toString().replace("http://", "http://mill:s%3Acret@") + "/"), Duration.ZERO);
        answers.add(new Answer(200, "[]"));
        answers.add(new Answer(401, ""));

        assertThat(login.connectors()).isEmpty();
        assertThat(requests).containsExactly("GET /connectors");
        assertThat(authorizations)
                .containsExactly(
                        "Basic " + Base64.getEncoder().encodeToString("mill:s:cret".getBytes(StandardCharsets.UTF_8)));
        assertThat(login.base()).isEqualTo(client.base());
        assertThatThrownBy(login::connectors)
                .isInstanceOf(ConnectFailure.class)
                .hasMessage("Kafka Connect at " + client.base()
                        + " rejects the user or password: correct them in capture.connectUrl, https://user:password@…");
    }

    @Test
    void whereAWorkerIsGoneTheNextOneIsAsked() throws Exception {
        URI gone;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        ConnectClient group = new ConnectClient(List.of(gone, client.base()), Duration.ZERO, SSLContext.getDefault());
        answers.add(new Answer(200, "[]"));
        answers.add(new Answer(200, "[]"));

        assertThat(group.base()).isEqualTo(gone);
        assertThat(group.connectors()).isEmpty();
        assertThat(group.base()).isEqualTo(client.base());
        assertThat(group.connectors()).isEmpty();
        worker.stop(0);
        assertThatThrownBy(group::connectors).hasMessageContaining(client.base() + " does not answer");
    }

    @Test
    void aMissingWorkerIsNotHealthyAndSaysWhere() throws InterruptedException {
        ConnectClient nobody = new ConnectClient(client.base(), Duration.ZERO);
        worker.stop(0);

        assertThat(nobody.healthy()).isFalse();
        assertThatThrownBy(() -> nobody.resume("c")).hasMessageContaining(nobody.base() + " does not answer");
    }
}
