package io.millrace.controller.warehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.config.Config;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarehouseHttpTest {
    @Test
    void aWarehouseThatIsBusyForAMomentIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean busy = asked.incrementAndGet() == 1;
            byte[] body = (busy ? "Code: 241. DB::Exception: Memory limit exceeded" : "1\n").getBytes(UTF_8);
            exchange.sendResponseHeaders(busy ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://u:p@127.0.0.1:" + server.getAddress().getPort();
            Config.Warehouse warehouse = new Config.Warehouse(Optional.of(url), "shop", Map.of(), List.of());
            assertThat(new WarehouseHttp(warehouse).lines("SELECT 1")).containsExactly("1");
            assertThat(asked).hasValue(2);
        } finally {
            server.stop(0);
        }
    }
}
