package io.millrace.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** How long Kafka keeps the records of a topic. */
public final class TopicRetention {
    private static final String SETTING = "retention.ms";

    private TopicRetention() {}

    /**
     * The topic's {@code retention.ms}, its own or that of the brokers; empty if records are kept for ever, or the topic does not
     * exist.
     *
     * @param admin stays the caller's
     * @throws LogException if Kafka does not answer or refuses
     */
    public static Optional<Duration> of(Admin admin, String topic) {
        String doing = "read the settings of topic " + topic;
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config settings = KafkaFutures.await(
                            admin.describeConfigs(List.of(resource)).all(), doing)
                    .getOrDefault(resource, new Config(List.of()));
            return Optional.ofNullable(settings.get(SETTING))
                    .map(ConfigEntry::value)
                    .map(Long::parseLong)
                    .filter(millis -> millis >= 0)
                    .map(Duration::ofMillis);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw KafkaFutures.failed(doing, e);
        }
    }
}
