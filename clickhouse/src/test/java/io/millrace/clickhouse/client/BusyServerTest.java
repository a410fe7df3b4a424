package io.millrace.clickhouse.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.millrace.core.error.ErrorCode.Action;
import io.millrace.core.warehouse.WarehouseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request that a server answers with 503 is sent again. */
final class BusyServerTest {
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "Code: 241. DB::Exception: Memory limit exceeded: others hold it (MEMORY_LIMIT_EXCEEDED)\n"
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", "241");
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatItRefusesCanBeTriedAgain() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(url))) {
            for (Runnable request : List.<Runnable>of(
                    () -> client.query("SELECT 1"),
                    () -> client.execute("OPTIMIZE TABLE t"),
                    () -> client.insert("t", List.of("a"), out -> out.write(1)))) {
                WarehouseException e = catchThrowableOfType(WarehouseException.class, request::run);
                assertThat(e.code().action()).isEqualTo(Action.RETRY);
            }
        }
    }
}
