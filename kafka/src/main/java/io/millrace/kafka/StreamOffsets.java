package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Begin and end offsets of a topic: lag is the end minus the progress in the warehouse. */
public final class StreamOffsets {
    private final Admin admin;

    /** @param admin stays the caller's, who closes it */
    public StreamOffsets(Admin admin) {
        this.admin = requireNonNull(admin, "admin is null");
    }

    /**
     * The offset that the next record of each partition will get; empty if the topic does not exist.
     *
     * @throws LogException if Kafka does not answer
     */
    public Map<Integer, Long> end(String topic) {
        return offsets(topic, OffsetSpec.latest(), "read the end offsets of topic " + topic);
    }

    /**
     * The same of partitions that are known, in one request instead of three; empty if the topic is gone and Kafka says so in time.
     *
     * @throws LogException if Kafka does not answer, or does not know the topic
     */
    public Map<Integer, Long> end(String topic, Set<Integer> partitions) {
        Map<Integer, Long> result = new TreeMap<>();
        listed(topic, partitions, OffsetSpec.latest(), "read the end offsets of topic " + topic)
                .forEach((partition, info) -> result.put(partition, info.offset()));
        return result;
    }

    /**
     * The offset of the oldest available record, or the end offset if there is none, by partition; empty if the topic
     * does not exist.
     *
     * @throws LogException if Kafka does not answer
     */
    public Map<Integer, Long> begin(String topic) {
        return offsets(topic, OffsetSpec.earliest(), "read the first offsets of topic " + topic);
    }

    /**
     * A record at the end of a partition.
     *
     * @param loggedAtMillis when the log took it, milliseconds since the epoch
     * @param epoch of the leader that appended it: while later records have the same one, nothing was truncated; -1 if
     *     unknown
     */
    public record Last(long offset, long loggedAtMillis, int epoch) {}

    /**
     * The latest record of each partition, the first one of those with the same log time; partitions without records
     * are left out.
     *
     * @throws LogException if Kafka does not answer
     */
    public Map<Integer, Last> last(String topic) {
        return tail(topic).map(StreamTail::records).orElseGet(Map::of);
    }

    /** The same with the topic's identity; empty if it does not exist. */
    Optional<StreamTail> tail(String topic) {
        String doing = "read the last records of topic " + topic;
        return described(topic, doing).map(description -> {
            Map<Integer, Last> result = new TreeMap<>();
            listed(description, OffsetSpec.maxTimestamp(), doing).forEach((partition, info) -> {
                if (info.offset() >= 0) {
                    result.put(
                            partition,
                            new Last(
                                    info.offset(),
                                    info.timestamp(),
                                    info.leaderEpoch().orElse(-1)));
                }
            });
            return new StreamTail(
                    description.topicId().toString(), description.partitions().size(), result);
        });
    }

    /**
     * Kafka's topic id, which changes when a topic is recreated. Empty if it does not exist.
     *
     * @throws LogException if Kafka does not answer
     */
    public Optional<String> id(String topic) {
        return described(topic, "look up topic " + topic)
                .map(description -> description.topicId().toString());
    }

    private Map<Integer, Long> offsets(String topic, OffsetSpec spec, String doing) {
        Map<Integer, Long> result = new TreeMap<>();
        described(topic, doing)
                .ifPresent(description -> listed(description, spec, doing)
                        .forEach((partition, info) -> result.put(partition, info.offset())));
        return result;
    }

    private Optional<TopicDescription> described(String topic, String doing) {
        try {
            return Optional.of(requireNonNull(
                    KafkaFutures.await(admin.describeTopics(List.of(topic)).allTopicNames(), doing)
                            .get(topic)));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw KafkaFutures.failed(doing, e);
        }
    }

    /** Empty if the topic has just gone. */
    private Map<Integer, ListOffsetsResultInfo> listed(TopicDescription topic, OffsetSpec spec, String doing) {
        Set<Integer> partitions =
                topic.partitions().stream().map(TopicPartitionInfo::partition).collect(Collectors.toSet());
        return listed(topic.name(), partitions, spec, doing);
    }

    private Map<Integer, ListOffsetsResultInfo> listed(
            String topic, Set<Integer> partitions, OffsetSpec spec, String doing) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(partition -> request.put(new TopicPartition(topic, partition), spec));
        try {
            Map<Integer, ListOffsetsResultInfo> result = new TreeMap<>();
            KafkaFutures.await(admin.listOffsets(request).all(), doing)
                    .forEach((partition, info) -> result.put(partition.partition(), info));
            return result;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Map.of();
            }
            throw KafkaFutures.failed(doing, e);
        }
    }
}
