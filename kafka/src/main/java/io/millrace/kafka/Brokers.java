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

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Brokers[" + servers + "]";
    }
}
