package io.millrace.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** How Millrace's clients connect. Times are in milliseconds. */
public final class KafkaClients {
    private KafkaClients() {}

    /** Settings for {@link Admin}: an answer or an error within 15 s. */
    public static Map<String, Object> adminSettings(Brokers brokers) {
        Map<String, Object> settings = common(brokers);
        settings.put("client.id", "millrace-admin");
        settings.put("default.api.timeout.ms", 15_000);
        settings.put("request.timeout.ms", 10_000);
        return settings;
    }

    /**
     * A client for {@link ChangeStreamTopics} and {@link StreamOffsets}; the caller closes it.
     *
     * @throws LogException if the client cannot be made, such as while no broker's name resolves
     */
    public static Admin admin(Brokers brokers) {
        return made(() -> Admin.create(adminSettings(brokers)));
    }

    /**
     * Makes a client.
     *
     * @throws LogException if its constructor fails, such as while no broker's name resolves
     */
    public static <T> T made(Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LogException(
                    "A client of Kafka cannot be created: " + cause.getMessage()
                            + ". See log.bootstrapServers, and whether the brokers' names resolve.",
                    e);
        }
    }

    /** Settings for a producer of few records, none of which may be lost. */
    public static Map<String, Object> producerSettings(Brokers brokers) {
        Map<String, Object> settings = common(brokers);
        settings.put("client.id", "millrace-signals");
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        settings.put("delivery.timeout.ms", 30_000);
        settings.put("request.timeout.ms", 10_000);
        return settings;
    }

    /** Settings for a consumer that commits its offsets itself, if at all. */
    public static Map<String, Object> consumerSettings(Brokers brokers) {
        Map<String, Object> settings = common(brokers);
        settings.put("client.id", "millrace-signals");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", 15_000);
        return settings;
    }

    static Map<String, Object> common(Brokers brokers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", brokers.servers());
        settings.putAll(brokers.security());
        // To find a restarted broker sooner than after the default of a second.
        settings.put("reconnect.backoff.ms", 50);
        settings.put("reconnect.backoff.max.ms", 500);
        // Client metrics are not used: brokers need not ask for them.
        settings.put("enable.metrics.push", false);
        return settings;
    }
}
