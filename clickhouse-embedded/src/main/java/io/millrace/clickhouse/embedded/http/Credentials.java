package io.millrace.clickhouse.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.clickhouse.embedded.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user and a password, as {@link Logins} know them or as a request brings them. */
public record Credentials(String user, String password) {
    private static final String BASIC = "basic ";

    /** Whether everybody may come in as this one. */
    boolean isNobody() {
        return user.equals("default") && password.isEmpty();
    }

    /** Constant-time, so that its duration reveals nothing. */
    boolean isSame(Credentials given) {
        boolean sameUser = same(user, given.user);
        return same(password, given.password) && sameUser;
    }

    /** By the headers X-ClickHouse-User and X-ClickHouse-Key, Basic auth, or URL parameters; null if there is none. */
    static @Nullable Credentials given(HttpExchange exchange) throws EngineException {
        String headerUser = exchange.getRequestHeaders().getFirst("X-ClickHouse-User");
        String headerKey = exchange.getRequestHeaders().getFirst("X-ClickHouse-Key");
        if (headerUser != null || headerKey != null) {
            return new Credentials(headerUser == null ? "default" : headerUser, headerKey == null ? "" : headerKey);
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            return basic(authorization);
        }
        Map<String, String> url = UrlParameters.parse(exchange.getRequestURI().getRawQuery());
        if (url.containsKey("user") || url.containsKey("password")) {
            return new Credentials(url.getOrDefault("user", "default"), url.getOrDefault("password", ""));
        }
        return null;
    }

    private static Credentials basic(String authorization) throws EngineException {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            throw EngineException.of(516, "AUTHENTICATION_FAILED", "Only Basic authentication is supported");
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            return new Credentials(parts[0], parts.length > 1 ? parts[1] : "");
        } catch (IllegalArgumentException e) {
            throw EngineException.of(516, "AUTHENTICATION_FAILED", "The Authorization header is not valid Base64");
        }
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Credentials of " + user;
    }
}
