package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Examines Kafka before its use, read-only. */
public final class LogDoctor {
    /** The operations that Millrace needs on topics. */
    private static final Set<AclOperation> NEEDED = EnumSet.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);

    /** Where nobody listens on the wire who could not read the password anyway. */
    private static final Pattern LOOPBACK = Pattern.compile("\\s*(127(\\.\\d{1,3}){3}|localhost|\\[::1\\]):\\d+\\s*");

    private static final String UNCLEAN = "unclean.leader.election.enable";

    private final Brokers brokers;
    private final String source;

    /** @param source the source's name */
    public LogDoctor(Brokers brokers, String source) {
        this.brokers = requireNonNull(brokers, "brokers is null");
        this.source = requireNonNull(source, "source is null");
    }

    /**
     * All findings. Takes a few seconds if no broker answers.
     *
     * @param partitions the configured partitions of the change stream
     * @param replication replicas of each partition
     */
    public List<Finding> examine(int partitions, int replication) {
        Map<String, Object> settings = new HashMap<>(KafkaClients.adminSettings(brokers));
        settings.put("request.timeout.ms", 4_000);
        settings.put("default.api.timeout.ms", 5_000);
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = Admin.create(settings)) {
            int brokers = KafkaFutures.await(admin.describeCluster().nodes(), "ask for the brokers")
                    .size();
            findings.add(brokers(brokers, replication));
            if (brokers >= replication) {
                ChangeStreamTopics topics = new ChangeStreamTopics(source);
                findings.add(topic(admin, topics.changes(), partitions, replication));
                findings.add(topic(admin, topics.deadLetters(), 1, replication));
                if (replication == 1) {
                    findings.add(single(brokers));
                }
                if (loses(admin, topics.changes())) {
                    findings.add(unclean(topics.changes()));
                }
            }
            if (sendsPasswordInTheClear()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "kafka_tls",
                        "the password goes to Kafka without encryption: name its port for TLS in log.bootstrapServers and"
                                + " remove log.security.tls"));
            }
        } catch (ExecutionException | LogException e) {
            findings.add(Finding.of(Level.BLOCKER, "kafka", LoginRefusal.of(e).orElseGet(brokers::silence)));
        } catch (KafkaException e) {
            // Such as an address that cannot be resolved.
            findings.add(Finding.of(
                    Level.BLOCKER,
                    "kafka",
                    LoginRefusal.of(e).orElseGet(() -> e.getMessage() + ": correct log.bootstrapServers")));
        }
        return findings;
    }

    private boolean sendsPasswordInTheClear() {
        return "SASL_PLAINTEXT".equals(brokers.security().get("security.protocol"))
                && "PLAIN".equals(brokers.security().get("sasl.mechanism"))
                && !Arrays.stream(brokers.servers().split(",", -1)).allMatch(LOOPBACK.asMatchPredicate());
    }

    private static Finding brokers(int brokers, int replication) {
        return brokers < replication
                ? Finding.of(
                        Level.BLOCKER,
                        "kafka",
                        "the cluster has " + brokers + " brokers, too few for log.replicationFactor " + replication,
                        "log.replicationFactor: " + brokers)
                : Finding.of(Level.OK, "kafka", brokers + " brokers answer");
    }

    private static Finding single(int brokers) {
        String text =
                "each record is on one broker alone (log.replicationFactor: 1), and Kafka syncs none to its disk: a power cut"
                        + " there can take changes that the source does not send again. Millrace loads all tables where it notices, and"
                        + " `millrace verify` finds the rest";
        return brokers == 1
                ? Finding.of(Level.WARNING, "kafka_replicas", text)
                : Finding.of(Level.WARNING, "kafka_replicas", text, "log.replicationFactor: " + Math.min(3, brokers));
    }

    /** Whether a replica that lacks records may become the leader; false if unknown or there is no such topic. */
    private static boolean loses(Admin admin, String topic) throws ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = KafkaFutures.await(
                            admin.describeConfigs(List.of(resource)).all(), "read the settings of topic " + topic)
                    .get(resource);
            ConfigEntry entry = config == null ? null : config.get(UNCLEAN);
            return entry != null && "true".equals(entry.value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw e;
        }
    }

    private Finding unclean(String topic) {
        return Finding.about(
                topic,
                Level.WARNING,
                "kafka_unclean",
                "a replica that lacks records may become its leader (" + UNCLEAN
                        + "), which loses them silently. Each start of Millrace turns that off",
                "kafka-configs.sh --bootstrap-server " + brokers.servers() + " --alter --topic " + topic
                        + " --add-config " + UNCLEAN + "=false");
    }

    private Finding topic(Admin admin, String topic, int partitions, int replication) throws ExecutionException {
        try {
            TopicDescription description = KafkaFutures.await(
                            admin.describeTopics(
                                            List.of(topic),
                                            new DescribeTopicsOptions().includeAuthorizedOperations(true))
                                    .allTopicNames(),
                            "look up topic " + topic)
                    .get(topic);
            return description == null
                    ? missing(admin, topic, partitions, replication)
                    : existing(description, partitions);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return missing(admin, topic, partitions, replication);
            }
            if (e.getCause() instanceof AuthorizationException) {
                return denied(topic, "see");
            }
            throw e;
        }
    }

    private Finding existing(TopicDescription topic, int partitions) {
        int actual = topic.partitions().size();
        boolean ofChanges = topic.name().equals(new ChangeStreamTopics(source).changes());
        if (actual != partitions && !ofChanges) {
            return Finding.about(
                    topic.name(),
                    Level.BLOCKER,
                    "topic",
                    "has " + actual + " partitions, and its records have one order",
                    "kafka-topics.sh --delete --topic " + topic.name());
        }
        Set<AclOperation> allowed = topic.authorizedOperations();
        // Null and empty: unknown.
        if (allowed != null && !allowed.isEmpty()) {
            Set<AclOperation> denied = EnumSet.copyOf(NEEDED);
            denied.removeAll(allowed);
            if (!denied.isEmpty()) {
                return denied(topic.name(), denied.toString());
            }
        }
        return Finding.about(topic.name(), Level.OK, "topic", "is there, with " + actual + " partitions");
    }

    private Finding missing(Admin admin, String topic, int partitions, int replication) throws ExecutionException {
        try {
            KafkaFutures.await(
                    admin.createTopics(
                                    List.of(new NewTopic(topic, partitions, (short) replication)),
                                    new CreateTopicsOptions().validateOnly(true))
                            .all(),
                    "try to create topic " + topic);
            return Finding.about(topic, Level.OK, "topic", "is created at the first start");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return denied(topic, "create");
            }
            return Finding.about(
                    topic,
                    Level.BLOCKER,
                    "topic",
                    "cannot be created: " + KafkaFutures.failed("create it", e).getMessage());
        }
    }

    private Finding denied(String topic, String what) {
        return Finding.about(
                topic,
                Level.BLOCKER,
                "kafka_rights",
                "Kafka denies Millrace's user the right to " + what + " the topic; USER is that user",
                "kafka-acls.sh --bootstrap-server " + brokers.servers()
                        + " --add --allow-principal User:USER --operation All --topic "
                        + new ChangeStreamTopics(source).changes().replaceFirst("changes$", "")
                        + " --resource-pattern-type prefixed");
    }
}
