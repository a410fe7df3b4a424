package io.millrace.bench.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The topics that changes travel through: how many bytes they have on the brokers' disks, and how many partitions. */
public final class Topics {
    private static final long SECONDS = 15;

    private final Map<String, String> brokers;
    private final Predicate<String> names;

    /**
     * @param brokers address and login in the names of Kafka's settings
     * @param names which topics
     */
    public Topics(Map<String, String> brokers, Predicate<String> names) {
        this.brokers = Map.copyOf(brokers);
        this.names = names;
    }

    /** Empty when the brokers answer; else what is missing. */
    public Optional<String> notReady() {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of("does not describe its cluster yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /**
     * Bytes over the log folders of all brokers; -1 if the brokers cannot be asked: they may want TLS or a password.
     */
    public long bytes() throws InterruptedException {
        try (Admin admin = admin()) {
            List<Integer> brokers = admin.describeCluster().nodes().get(SECONDS, TimeUnit.SECONDS).stream()
                    .map(node -> node.id())
                    .toList();
            return admin.describeLogDirs(brokers).allDescriptions().get(SECONDS, TimeUnit.SECONDS).values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                    .filter(replica -> names.test(replica.getKey().topic()))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            return -1;
        }
    }

    /** Partitions by topic; empty if the brokers cannot be asked. */
    public Map<String, Integer> partitions() throws InterruptedException {
        try (Admin admin = admin()) {
            List<String> known = admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS).stream()
                    .filter(names)
                    .toList();
            Map<String, Integer> partitions = new TreeMap<>();
            admin.describeTopics(known)
                    .allTopicNames()
                    .get(SECONDS, TimeUnit.SECONDS)
                    .forEach((name, topic) ->
                            partitions.put(name, topic.partitions().size()));
            return partitions;
        } catch (ExecutionException | TimeoutException e) {
            return Map.of();
        }
    }

    private Admin admin() {
        Map<String, Object> settings = new HashMap<>(brokers);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        return Admin.create(settings);
    }
}
