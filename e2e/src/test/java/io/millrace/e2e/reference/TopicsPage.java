package io.millrace.e2e.reference;

import io.millrace.kafka.ChangeStreamTopics;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code docs/reference/kafka-topics.md}. */
final class TopicsPage {
    private static final int REPLICATION = 3;

    private TopicsPage() {}

    static String topics() {
        MarkdownTable table = new MarkdownTable("topic", "partitions", "settings", "records");
        new ChangeStreamTopics("SOURCE")
                .definitions(0, REPLICATION)
                .forEach(topic -> table.row(
                        MarkdownTable.code(topic.name()),
                        topic.partitions() == 0 ? "`log.partitions`" : String.valueOf(topic.partitions()),
                        new TreeMap<>(topic.settings())
                                .entrySet().stream()
                                        .map(setting -> MarkdownTable.code(setting.getKey() + "=" + setting.getValue()))
                                        .collect(Collectors.joining(" ")),
                        topic.purpose()));
        return table.toString();
    }
}
