package io.millrace.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** How Millrace's clients connect. Times are in milliseconds. */
public final class KafkaClients {
    private KafkaClients() {}

    /** Settings for {@link Admin}: an answer or an error within 15 s. */
    public static Map<String, Object> adminSettings(String bootstrapServers) {
        Map<String, Object> settings = common(bootstrapServers);
        settings.put("client.id", "millrace-admin");
        settings.put("default.api.timeout.ms", 15_000);
        settings.put("request.timeout.ms", 10_000);
        return settings;
    }

    /** A client for {@link ChangeStreamTopics} and {@link StreamOffsets}; the caller closes it. */
    public static Admin admin(String bootstrapServers) {
        return Admin.create(adminSettings(bootstrapServers));
    }

    static Map<String, Object> common(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        // A restarted broker should be found again in a moment, not after the default second.
        settings.put("reconnect.backoff.ms", 50);
        settings.put("reconnect.backoff.max.ms", 500);
        // Metrics of the clients go nowhere: do not have brokers ask for them.
        settings.put("enable.metrics.push", false);
        return settings;
    }
}
