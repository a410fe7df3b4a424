package io.millrace.kafka;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of a source: its change stream, which all tables share, its dead letters, and small ones for requests, their progress
 * and the controller's state.
 *
 * @param source the source's name
 */
public record ChangeStreamTopics(String source) {
    /** Largest record of the change stream, in bytes: 64 MiB. */
    public static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

    /** A dead letter is the original record and headers. */
    static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + 1024 * 1024;

    /** A compacted topic is compacted behind its last segment only, and the controller reads all of it when it begins. */
    private static final String STATE_SEGMENT_MILLIS = "3600000";

    private static final long VISIBLE_POLLS = 300;
    private static final long VISIBLE_POLL_NANOS = 100_000_000;

    public ChangeStreamTopics {
        requireNonNull(source, "source is null");
    }

    /** The change stream's topic. */
    public String changes() {
        return "millrace." + legal(source) + ".changes";
    }

    /** The dead letters' topic: one partition, kept without limit. */
    public String deadLetters() {
        return "millrace." + legal(source) + ".dead-letters";
    }

    /** The topic of resync requests: one partition. */
    public String signals() {
        return "millrace." + legal(source) + ".signals";
    }

    /** The topic of their status: one partition. */
    public String notifications() {
        return "millrace." + legal(source) + ".notifications";
    }

    /** The topic of requests to the controller, such as to verify or to pause: one partition, kept until they are carried out. */
    public String control() {
        return "millrace." + legal(source) + ".control";
    }

    /** The topic with what the controller must remember: one partition, compacted. */
    public String state() {
        return "millrace." + legal(source) + ".state";
    }

    /**
     * Creates missing topics, corrects settings that differ, and returns when all are usable. Idempotent, also across
     * processes.
     *
     * @param partitions of the change stream, 1 or more
     * @param replication replicas of each partition, 1 or more
     * @return those that were missing
     * @throws LogException if Kafka cannot be reached or refuses, or if a topic whose records have one order has more than
     *     one partition. The change stream can have another number: see {@link #partitions} and {@link #raise}
     */
    public List<String> ensure(Admin admin, int partitions, int replication) {
        List<TopicDefinition> definitions = definitions(partitions, replication);
        Map<String, TopicDescription> found =
                describe(admin, definitions.stream().map(TopicDefinition::name).toList());
        fixSettings(
                admin,
                definitions.stream()
                        .filter(topic -> found.containsKey(topic.name()))
                        .toList());
        List<String> made = new ArrayList<>();
        for (TopicDefinition topic : definitions) {
            TopicDescription existing = found.get(topic.name());
            if (existing == null) {
                made.add(topic.name());
                existing = create(admin, topic, replication);
            }
            requireOneOrder(topic, existing.partitions().size());
        }
        return made;
    }

    /**
     * How many partitions the change stream has; 0 if it does not exist.
     *
     * @throws LogException if Kafka does not answer
     */
    public int partitions(Admin admin) {
        return describe(admin, changes())
                .map(topic -> topic.partitions().size())
                .orElse(0);
    }

    /**
     * Gives the change stream more partitions, and returns when each has a leader. What a key has in its partition by the
     * former number must have landed before.
     *
     * @param partitions more than it has
     * @throws LogException if Kafka cannot be reached or refuses
     */
    public void raise(Admin admin, int partitions) {
        String doing = "raise the partitions of topic " + changes() + " to " + partitions;
        try {
            KafkaFutures.await(
                    admin.createPartitions(Map.of(changes(), NewPartitions.increaseTo(partitions)))
                            .all(),
                    doing);
        } catch (ExecutionException e) {
            throw KafkaFutures.failed(doing, e);
        }
        TopicDescription unused = awaitVisible(admin, changes(), partitions);
    }

    /**
     * All topics.
     *
     * @param partitions of the change stream, 1 or more
     * @param replication replicas of each partition, 1 or more
     */
    public List<TopicDefinition> definitions(int partitions, int replication) {
        Map<String, String> common = new LinkedHashMap<>();
        common.put("cleanup.policy", "delete");
        // A replica that lacks records must never become the leader: they would be lost without a trace.
        common.put("unclean.leader.election.enable", "false");
        if (replication >= 3) {
            common.put("min.insync.replicas", "2");
        }
        Map<String, String> stream = new LinkedHashMap<>(common);
        stream.put("message.timestamp.type", "LogAppendTime");
        stream.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));

        Map<String, String> kept = new LinkedHashMap<>(common);
        kept.put("retention.ms", "-1");
        kept.put("retention.bytes", "-1");
        Map<String, String> deadLetters = new LinkedHashMap<>(kept);
        deadLetters.put("max.message.bytes", Integer.toString(MAX_DEAD_LETTER_BYTES));
        Map<String, String> compacted = new LinkedHashMap<>(common);
        compacted.put("cleanup.policy", "compact");
        compacted.put("segment.ms", STATE_SEGMENT_MILLIS);
        compacted.put("min.cleanable.dirty.ratio", "0.1");
        compacted.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));

        return List.of(
                new TopicDefinition(
                        changes(),
                        partitions,
                        stream,
                        "The change stream: changes of all tables by table and key, rows of loads, replays, in the"
                                + " [wire format](wire-format.md). Written by the connector, the controller and ops, read by"
                                + " the pipeline. Its retention is the operator's choice"),
                new TopicDefinition(
                        deadLetters(),
                        1,
                        deadLetters,
                        "Records that could not land, kept without limit, as [Debezium's JSON](wire-format.md#debeziums-json) with"
                                + " headers about the failure. Written by the pipeline, read by ops for replays"),
                // A request is kept until it is carried out, however long that takes.
                new TopicDefinition(
                        signals(),
                        1,
                        kept,
                        "Requests for resyncs as JSON, deleted once they are carried out. Written by the controller and the"
                                + " pipeline, read by the controller"),
                new TopicDefinition(
                        control(),
                        1,
                        kept,
                        "Requests for resyncs, verifications, repairs, pause and resume as [JSON](#control), deleted once"
                                + " they are carried out. Written by ops, read by the controller"),
                new TopicDefinition(
                        state(),
                        1,
                        compacted,
                        "What the controller must remember of catalog, WAL and change stream, as [JSON](#state) by key, compacted. Written"
                                + " and read by the controller that has the lease"),
                new TopicDefinition(
                        notifications(),
                        1,
                        common,
                        "Progress of resyncs as JSON. Written by the controller, read by commands"));
    }

    private static TopicDescription create(Admin admin, TopicDefinition topic, int replication) {
        create(admin, new NewTopic(topic.name(), topic.partitions(), (short) replication).configs(topic.settings()));
        // Another process may have made it, by another configuration.
        return awaitVisible(admin, topic.name(), 1);
    }

    private void requireOneOrder(TopicDefinition topic, int actual) {
        if (actual != topic.partitions() && !topic.name().equals(changes())) {
            throw new LogException(
                    "Topic " + topic.name() + " has " + actual
                            + " partitions, and its records have one order: delete it, and it"
                            + " is created again with one.",
                    null);
        }
    }

    private static void create(Admin admin, NewTopic topic) {
        String doing = "create topic " + topic.name();
        try {
            KafkaFutures.await(admin.createTopics(List.of(topic)).all(), doing);
        } catch (ExecutionException e) {
            // Created by another process meanwhile.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw KafkaFutures.failed(doing, e);
            }
        }
    }

    private static Optional<TopicDescription> describe(Admin admin, String topic) {
        return Optional.ofNullable(describe(admin, List.of(topic)).get(topic));
    }

    /** By name; those that do not exist are left out. */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> topics) {
        Map<String, TopicDescription> found = new HashMap<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, answer) -> {
            String doing = "look up topic " + topic;
            try {
                found.put(topic, KafkaFutures.await(answer, doing));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw KafkaFutures.failed(doing, e);
                }
            }
        });
        return found;
    }

    /** A new topic is not at once known to every broker, and early readers fail. */
    private static TopicDescription awaitVisible(Admin admin, String topic, int atLeast) {
        for (long poll = 0; poll < VISIBLE_POLLS; poll++) {
            Optional<TopicDescription> found = describe(admin, topic);
            if (found.isPresent()
                    && found.get().partitions().size() >= atLeast
                    && found.get().partitions().stream()
                            .allMatch(p -> p.leader() != null && !p.leader().isEmpty())) {
                return found.get();
            }
            LockSupport.parkNanos(VISIBLE_POLL_NANOS);
        }
        throw new LogException("Topic " + topic + " has partitions without a leader: see the brokers' logs.", null);
    }

    private static void fixSettings(Admin admin, List<TopicDefinition> topics) {
        Map<ConfigResource, Config> actual = settings(admin, topics);
        for (TopicDefinition topic : topics) {
            ConfigResource resource = resource(topic);
            Config present = actual.getOrDefault(resource, new Config(List.of()));
            Collection<AlterConfigOp> changes = new ArrayList<>();
            topic.settings().forEach((name, value) -> {
                ConfigEntry entry = present.get(name);
                if (entry == null || !value.equals(entry.value())) {
                    changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
                }
            });
            if (!changes.isEmpty()) {
                set(admin, resource, changes);
            }
        }
    }

    private static Map<ConfigResource, Config> settings(Admin admin, List<TopicDefinition> topics) {
        if (topics.isEmpty()) {
            return Map.of();
        }
        String doing = "read the settings of topic "
                + topics.stream().map(TopicDefinition::name).collect(joining(", "));
        try {
            return KafkaFutures.await(
                    admin.describeConfigs(topics.stream()
                                    .map(ChangeStreamTopics::resource)
                                    .toList())
                            .all(),
                    doing);
        } catch (ExecutionException e) {
            throw KafkaFutures.failed(doing, e);
        }
    }

    private static void set(Admin admin, ConfigResource resource, Collection<AlterConfigOp> changes) {
        String doing = "set "
                + changes.stream().map(c -> c.configEntry().name()).collect(toUnmodifiableSet()) + " of topic "
                + resource.name();
        try {
            KafkaFutures.await(
                    admin.incrementalAlterConfigs(Map.of(resource, changes)).all(), doing);
        } catch (ExecutionException e) {
            throw KafkaFutures.failed(doing, e);
        }
    }

    private static ConfigResource resource(TopicDefinition topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    /** Kafka allows letters, digits, dot, underscore and hyphen; database names allow more. */
    private static String legal(String name) {
        return name.replaceAll("[^a-zA-Z0-9._-]", "_");
    }
}
