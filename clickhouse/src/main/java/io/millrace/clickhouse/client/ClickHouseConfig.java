package io.millrace.clickhouse.client;

import static java.util.Objects.requireNonNull;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.ConnectionReuseStrategy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to reach ClickHouse.
 *
 * @param endpoints each {@code http://host:port} or {@code https://host:port}, without user and password: one, or
 *     several servers of one cluster, of which the first that answers is used
 * @param user the user's name
 * @param password the password, empty for none
 * @param maxConnections how many HTTP connections are kept open at most, 1 or more
 * @param connectTimeout how long a new connection may take
 * @param requestTimeout how long one statement may take, answer included
 * @param trust trusted certificates, for https; null: Java's default trust store
 * @param cluster that the servers belong to
 */
public record ClickHouseConfig(
        List<String> endpoints,
        String user,
        String password,
        int maxConnections,
        Duration connectTimeout,
        Duration requestTimeout,
        @Nullable SSLContext trust,
        Cluster cluster) {

    private static final int DEFAULT_HTTP_PORT = 8123;
    private static final int DEFAULT_HTTPS_PORT = 8443;
    private static final Pattern URL =
            Pattern.compile("(?<scheme>https?)://(?:(?<user>[^/\\s]*)@)?(?<hosts>[^/?#@]+)(?:[/?#].*)?");

    public ClickHouseConfig {
        endpoints = List.copyOf(endpoints);
        requireNonNull(cluster, "cluster is null");
        requireNonNull(user, "user is null");
        requireNonNull(password, "password is null");
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be 1 or more: " + maxConnections);
        }
    }

    /**
     * Reads {@code http://user:password@host:port}, or with several {@code host:port} separated by commas. User and
     * password are percent-decoded; an absent user is {@code default}, an absent port 8123 (8443 for https).
     *
     * @throws IllegalArgumentException if the URL is none of that form; the message never shows the password
     */
    public static ClickHouseConfig of(String url) {
        Matcher parts = URL.matcher(url.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    url.startsWith("http://") || url.startsWith("https://")
                            ? "The warehouse URL names no host"
                            : "The warehouse URL must start with http:// or https://");
        }
        String user = parts.group("user");
        String userInfo = user == null ? "default" : user;
        parse("http://" + userInfo + "@host");
        int colon = userInfo.indexOf(':');
        return new ClickHouseConfig(
                Arrays.stream(parts.group("hosts").split(",", -1))
                        .map(host -> endpoint(parts.group("scheme"), host.strip()))
                        .toList(),
                decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                colon < 0 ? "" : decode(userInfo.substring(colon + 1)),
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                null,
                Cluster.NONE);
    }

    private static String endpoint(String scheme, String host) {
        URI uri = parse(scheme + "://" + host);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("The warehouse URL names no host");
        }
        int port =
                uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? DEFAULT_HTTPS_PORT : DEFAULT_HTTP_PORT;
        return scheme + "://" + uri.getHost() + ":" + port;
    }

    /** The first one. */
    public String endpoint() {
        return endpoints.get(0);
    }

    /** The same servers as a cluster. */
    public ClickHouseConfig in(Cluster those) {
        return new ClickHouseConfig(
                endpoints, user, password, maxConnections, connectTimeout, requestTimeout, trust, those);
    }

    public ClickHouseConfig withMaxConnections(int connections) {
        return new ClickHouseConfig(
                endpoints, user, password, connections, connectTimeout, requestTimeout, trust, cluster);
    }

    public ClickHouseConfig withTimeouts(Duration connect, Duration request) {
        return new ClickHouseConfig(endpoints, user, password, maxConnections, connect, request, trust, cluster);
    }

    /** @param authorities the only trusted certificates */
    public ClickHouseConfig trusting(SSLContext authorities) {
        return new ClickHouseConfig(
                endpoints, user, password, maxConnections, connectTimeout, requestTimeout, authorities, cluster);
    }

    /** A client of one of the servers, which repeats nothing on its own. */
    Client connect(String server) {
        Client.Builder builder = new Client.Builder()
                .addEndpoint(server)
                .setUsername(user)
                .setPassword(password)
                .setMaxConnections(maxConnections)
                // The connection used last is the one least likely to have been closed by the server.
                .setConnectionReuseStrategy(ConnectionReuseStrategy.LIFO)
                .setConnectTimeout(connectTimeout.toMillis(), ChronoUnit.MILLIS)
                .setConnectionRequestTimeout(requestTimeout.toMillis(), ChronoUnit.MILLIS)
                .setSocketTimeout(requestTimeout.toMillis(), ChronoUnit.MILLIS)
                .setSocketTcpNodelay(true)
                .setMaxRetries(0)
                .retryOnFailures(ClientFaultCause.None)
                .compressServerResponse(false)
                .compressClientRequest(false)
                .setClientName("millrace");
        if (trust != null && server.startsWith("https:")) {
            builder.setSSLContext(trust);
        }
        return builder.build();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClickHouseConfig[" + String.join(", ", endpoints) + ", user " + user + "]";
    }

    private static URI parse(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            // The cause would quote the URL, password included.
            throw new IllegalArgumentException("The warehouse URL is not of the form http://user:password@host:port");
        }
    }

    /** As in a URI, a plus stays a plus. */
    private static String decode(String raw) {
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
