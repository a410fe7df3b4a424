package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * Where Kafka is, and how to log in there.
 *
 * @param servers {@code host:port,…}
 * @param security settings of Kafka's clients by their names, such as {@code security.protocol}; none for connections in the
 *     clear. They hold secrets
 */
public record Brokers(String servers, Map<String, String> security) {
    public Brokers {
        requireNonNull(servers, "servers is null");
        security = Map.copyOf(security);
    }

    /** Where anybody is let in, in the clear. */
    public static Brokers at(String servers) {
        return new Brokers(servers, Map.of());
    }

    /**
     * That nobody answers there, and what to do. A broker whose port speaks TLS, or no TLS, where the client expects the other,
     * closes the connection and says nothing.
     */
    public String silence() {
        String protocol = security.getOrDefault("security.protocol", "");
        String rest = protocol.endsWith("SSL")
                ? " by TLS: start it, or name its port for TLS in log.bootstrapServers, or set log.security.tls to false"
                : protocol.isEmpty()
                        ? ": start it, or mend log.bootstrapServers, or set log.security where it wants TLS or a login"
                        : " without TLS: start it, or mend log.bootstrapServers, or remove log.security.tls";
        return "no broker answers at " + servers + rest;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Brokers[" + servers + "]";
    }
}
