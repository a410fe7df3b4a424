package io.millrace.launcher.stack;

import io.millrace.core.error.CertificateRefusal;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LoginRefusal;
import io.millrace.local.Http;
import io.millrace.postgres.PostgresUrl;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.admin.Admin;

/** Checks of external systems: each takes a few seconds at most and returns what is wrong. */
final class ExternalChecks {
    private ExternalChecks() {}

    static Optional<String> postgres(String url) {
        try (Connection connection = PostgresUrl.parse(url).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1")) {
            return row.next() ? Optional.empty() : Optional.of("SELECT 1 has no answer");
        } catch (SQLException e) {
            return Optional.of(firstLine(e));
        }
    }

    static Optional<String> kafka(Brokers brokers) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(KafkaClients.adminSettings(brokers));
        settings.put("request.timeout.ms", 2_500);
        settings.put("default.api.timeout.ms", 3_000);
        try (Admin admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get(3, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of(LoginRefusal.of(e).orElseGet(brokers::silence));
        } catch (RuntimeException e) {
            // Such as an address that cannot be resolved.
            return Optional.of(LoginRefusal.of(e).orElseGet(() -> firstLine(e)));
        }
    }

    /** Why none of the workers can be used; empty if one can. */
    static Optional<String> connect(List<String> urls, SSLContext trust) {
        return none(urls, url -> http(url, "/connectors", trust, "capture.connectUrl", "capture.caFile"));
    }

    static Optional<String> clickhouse(String url, SSLContext trust) {
        return http(url, "/?query=SELECT%201", trust, "warehouse.url", "warehouse.caFile");
    }

    /** Why none of the servers can be used; empty if one can. */
    static Optional<String> clickhouse(List<String> urls, SSLContext trust) {
        return none(urls, url -> clickhouse(url, trust));
    }

    private static Optional<String> none(List<String> urls, Function<String, Optional<String>> check) {
        Optional<String> reason = Optional.empty();
        for (String url : urls) {
            reason = check.apply(url);
            if (reason.isEmpty()) {
                break;
            }
        }
        return reason;
    }

    private static Optional<String> http(String url, String path, SSLContext trust, String address, String caFile) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        try {
            Http.Answer answer = Http.get(base + path, trust);
            if (answer.status() == 401) {
                return Optional.of("asks for another user or password (HTTP 401): correct them in " + address);
            }
            return answer.status() == 200
                    ? Optional.empty()
                    : Optional.of("answers HTTP " + answer.status() + " "
                            + answer.body().lines().findFirst().orElse(""));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(CertificateRefusal.of(e, address, caFile)
                    .map(text -> host(url) + " " + text)
                    .orElseGet(() -> "no answer from " + host(url) + ": " + e.getMessage()));
        }
    }

    private static String host(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (IllegalArgumentException e) {
            return "that address";
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
