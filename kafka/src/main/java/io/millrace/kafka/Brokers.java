package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * Where Kafka is, and how to log in there.
 *
 * @param servers {@code host:port,…}
 * @param security settings of Kafka's clients by their names, such as {@code security.protocol}; none for unencrypted
 *     connections. They contain secrets
 */
public record Brokers(String servers, Map<String, String> security) {
    public Brokers {
        requireNonNull(servers, "servers is null");
        security = Map.copyOf(security);
    }

    /** Without encryption and login. */
    public static Brokers at(String servers) {
        return new Brokers(servers, Map.of());
    }

    /**
     * A message that no broker answers, with what to do. A broker that expects TLS from a plain client, or the other
     * way round, closes the connection silently.
     */
    public String silence() {
        String protocol = security.getOrDefault("security.protocol", "");
        String rest = protocol.endsWith("SSL")
                ? " by TLS: start it, or name its port for TLS in log.bootstrapServers, or set log.security.tls to false"
                : protocol.isEmpty()
                        ? ": start it, or correct log.bootstrapServers, or set log.security if it requires TLS or a"
                                + " login"
                        : " without TLS: start it, or correct log.bootstrapServers, or remove log.security.tls";
        return "no broker answers at " + servers + rest;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Brokers[" + servers + "]";
    }
}
