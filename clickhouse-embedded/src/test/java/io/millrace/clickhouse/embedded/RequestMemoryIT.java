package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However many large requests come at a time, the process lives, and says that they can come again. */
@Timeout(180)
class RequestMemoryIT {
    private static final String INSERT = "query=INSERT+INTO+small+FORMAT+TSV";

    private TestServer<ClickHouseEmbedded> server;
    private RawClient client;
    private long pid;

    @BeforeEach
    void start() {
        server = TestServer.start(
                "clickhouse",
                folder -> new ClickHouseEmbedded(Installation.current(), folder, LocalPorts.free(), "secret"));
        client = new RawClient(server.server().port(), "millrace", "secret");
        pid = server.process().pid();
        client.ok("", "CREATE TABLE small (a UInt64) ENGINE = MergeTree ORDER BY a");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void largeStatementsSideBySideAreRefusedForNow() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(24);
        List<String> bodies = List.of("(".repeat(7 << 20), "$a$b".repeat(1 << 20), "a ".repeat(3 << 20));
        try {
            List<Future<HttpResponse<String>>> answers = IntStream.range(0, 48)
                    .mapToObj(i -> threads.submit(() -> client.post("", bodies.get(i % bodies.size()))))
                    .toList();
            int inserts = 0;
            while (!answers.stream().allMatch(Future::isDone)) {
                // The pipeline's way of inserting is in nobody's way.
                client.ok(INSERT, inserts++ + "\n");
            }
            int refused = 0;
            for (Future<HttpResponse<String>> answer : answers) {
                refused += refused(answer.get(60, TimeUnit.SECONDS));
            }
            assertThat(refused).isPositive();
            assertThat(inserts).isPositive();
            assertThat(client.ok("", "SELECT count() FROM small")).isEqualTo(inserts + "\n");
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.process().pid()).isEqualTo(pid);
        assertThat(server.process().isAlive()).isTrue();
    }

    /** A client that announces a block of 32 MiB holds that much, though no byte of it has arrived. */
    @Test
    void blocksThatAreOnlyAnnouncedKeepOthersOutForAWhileOnly() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        String block = block(7 << 20) + "x".repeat((7 << 20) - 9);
        try {
            for (int i = 0; i < 4; i++) {
                stalled.add(announce());
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> refused(client.post(INSERT + "&decompress=1", block)) == 1);
            client.ok(INSERT, "1\n");
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> refused(client.post(INSERT + "&decompress=1", block)) == 0);
        assertThat(server.process().isAlive()).isTrue();
    }

    /** 1 if the request can be sent again. */
    private static int refused(HttpResponse<String> answer) {
        if (answer.statusCode() != 503) {
            return 0;
        }
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("X-ClickHouse-Exception-Code")).contains("241");
        assertThat(answer.body())
                .startsWith("Code: 241. DB::Exception: Memory limit exceeded: this request needs ")
                .contains("MiB. Send it again later, or in smaller parts (MEMORY_LIMIT_EXCEEDED)");
        return 1;
    }

    private Socket announce() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        String login = Base64.getEncoder().encodeToString("millrace:secret".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream()
                .write(("POST /?" + INSERT + "&decompress=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic "
                                + login + "\r\nContent-Length: " + (40 << 20) + "\r\n\r\n" + block(32 << 20))
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    /** The head of a block that is not packed: its sum, its method, its size twice. */
    private static String block(int size) {
        StringBuilder head = new StringBuilder("\0".repeat(16)).append('\u0002');
        for (int twice = 0; twice < 2; twice++) {
            for (int shift = 0; shift < 32; shift += 8) {
                head.append((char) ((size >>> shift) & 0xff));
            }
        }
        return head.toString();
    }
}
