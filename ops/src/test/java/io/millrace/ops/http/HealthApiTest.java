package io.millrace.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthApiTest {
    private static final String REASON = "no route to secret-host";

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong seconds = new AtomicLong();
    private final HealthApi health =
            new HealthApi(this::look, Optional::empty, () -> "active", () -> "", () -> seconds.get() * 1_000_000_000L);

    @Test
    void whyOpsIsNotReadyIsForThoseWhoMayKnowAndTheWarehouseIsAskedOnceASecond() throws Exception {
        try (OpsServer open = server(Optional.empty());
                OpsServer guarded = server(Optional.of("the-token"))) {
            assertThat(readyz(open)).contains("503").contains(REASON);
            assertThat(readyz(guarded))
                    .contains("503")
                    .contains("\"ready\":false")
                    .doesNotContain(REASON);
            assertThat(readyz(guarded, "Authorization", "Bearer the-token")).contains(REASON);
            assertThat(readyz(guarded, "Authorization", "Bearer wrong"))
                    .contains("401")
                    .doesNotContain(REASON);
            assertThat(looks).hasValue(1);
            seconds.incrementAndGet();
            readyz(guarded);
            assertThat(looks).hasValue(2);
        }
    }

    private OpsServer server(Optional<String> token) {
        OpsServer server =
                new OpsServer(new Bind("127.0.0.1", 0), token, Optional.empty(), health.routes(), Clock.systemUTC());
        server.start();
        return server;
    }

    private void look() {
        looks.incrementAndGet();
        throw new WarehouseException(ErrorCode.WAREHOUSE_UNAVAILABLE, REASON, null);
    }

    private static String readyz(OpsServer server, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/readyz"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
