package io.millrace.kafka;

import java.util.Map;

/**
 * A topic of Millrace's, declared once; {@code docs/reference/kafka-topics.md} follows from it.
 *
 * @param name the topic
 * @param partitions 1 or more
 * @param settings what it is set to; the broker's defaults for all else
 * @param purpose what its records are, who writes and who reads them
 */
public record TopicDefinition(String name, int partitions, Map<String, String> settings, String purpose) {
    public TopicDefinition {
        settings = Map.copyOf(settings);
    }
}
