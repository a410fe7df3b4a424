package io.millrace.clickhouse.client;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to reach ClickHouse.
 *
 * @param endpoint {@code http://host:port} or {@code https://host:port}, without user and password
 * @param user the user's name
 * @param password the password, empty for none
 * @param maxConnections how many HTTP connections are kept open at most, 1 or more
 * @param connectTimeout how long a new connection may take
 * @param requestTimeout how long one statement may take, answer included
 * @param trust whose certificates will do, by https; null: those that Java trusts by itself
 */
public record ClickHouseConfig(
        String endpoint,
        String user,
        String password,
        int maxConnections,
        Duration connectTimeout,
        Duration requestTimeout,
        @Nullable SSLContext trust) {

    private static final int DEFAULT_HTTP_PORT = 8123;
    private static final int DEFAULT_HTTPS_PORT = 8443;

    public ClickHouseConfig {
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(user, "user is null");
        requireNonNull(password, "password is null");
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be 1 or more: " + maxConnections);
        }
    }

    /**
     * Reads {@code http://user:password@host:port}. User and password are percent-decoded; an absent user is
     * {@code default}, an absent port 8123 (8443 for https).
     *
     * @throws IllegalArgumentException where the URL is none of that form; the message never shows the password
     */
    public static ClickHouseConfig of(String url) {
        URI uri = parse(url);
        boolean secure = "https".equals(uri.getScheme());
        if (!secure && !"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException("The warehouse URL must start with http:// or https://");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("The warehouse URL names no host");
        }
        int port = uri.getPort() != -1 ? uri.getPort() : secure ? DEFAULT_HTTPS_PORT : DEFAULT_HTTP_PORT;
        String userInfo = uri.getRawUserInfo() == null ? "default" : uri.getRawUserInfo();
        int colon = userInfo.indexOf(':');
        return new ClickHouseConfig(
                uri.getScheme() + "://" + uri.getHost() + ":" + port,
                decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                colon < 0 ? "" : decode(userInfo.substring(colon + 1)),
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                null);
    }

    public ClickHouseConfig withMaxConnections(int connections) {
        return new ClickHouseConfig(endpoint, user, password, connections, connectTimeout, requestTimeout, trust);
    }

    public ClickHouseConfig withTimeouts(Duration connect, Duration request) {
        return new ClickHouseConfig(endpoint, user, password, maxConnections, connect, request, trust);
    }

    /** @param authorities whose certificates will do, and no others */
    public ClickHouseConfig trusting(SSLContext authorities) {
        return new ClickHouseConfig(
                endpoint, user, password, maxConnections, connectTimeout, requestTimeout, authorities);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClickHouseConfig[" + endpoint + ", user " + user + "]";
    }

    private static URI parse(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            // The cause would quote the URL, password included.
            throw new IllegalArgumentException("The warehouse URL is not of the form http://user:password@host:port");
        }
    }

    /** As in a URI: a plus stays a plus. */
    private static String decode(String raw) {
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
