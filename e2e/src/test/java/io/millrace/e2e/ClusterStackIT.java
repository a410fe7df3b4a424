package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.TopicDescription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * {@code up --cluster}: one member of each kind dies in turn while hot keys change; with {@code -Dmillrace.cluster=all} each member.
 * Contents are equal each time, and every version of every key is in the history once. It takes six minutes: {@code -Dmillrace.proofs=true}
 * or {@code -Dmillrace.cluster=one} runs it.
 */
@Order(2)
@EnabledIf("isWanted")
final class ClusterStackIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String MEMBERS_KILLED = System.getProperty("millrace.cluster", "");
    private static final boolean ALL = MEMBERS_KILLED.equals("all");
    private static final Duration SILENCE = Duration.ofSeconds(ALL ? 30 : 5);

    /** Of which the one is killed that acts. */
    private static final String CONTROLLER = "controller";

    private static final String OPS = "ops";

    private static final List<String> ONE_OF_EACH =
            List.of("kafka-1", CONTROLLER, OPS, "spark-worker-1", "pipeline", "spark-master");

    private static final List<String> MEMBERS = List.of(
            "postgres",
            "kafka-1",
            "kafka-2",
            "kafka-3",
            "connect-1",
            "connect-2",
            "clickhouse",
            "controller-1",
            "controller-2",
            "spark-master",
            "spark-worker-1",
            "spark-worker-2",
            "pipeline",
            "ops-1",
            "ops-2");

    static boolean isWanted() {
        return Boolean.getBoolean("millrace.proofs") || !MEMBERS_KILLED.isEmpty();
    }

    @Test
    void aLostMemberOfAnyKindCostsNoChange() throws Exception {
        var recoveries = new Recoveries();
        try (var stack = DrillStack.start(
                        Files.createTempDirectory("millrace-cluster-"),
                        "log: {partitions: " + (ALL ? 8 : 4) + "}\nwarehouse: {history: [public.hot]}\n",
                        MEMBERS,
                        "--cluster");
                var load = new HotKeys(stack)) {
            load.awaitFlow();
            load.assertEqual();
            everyTopicHasThreeReplicas(stack);
            assertThat(executors(stack)).as("executors in the status").isNotEmpty();

            for (var member : ALL ? MEMBERS : ONE_OF_EACH) {
                kill(stack, stack.pid(named(stack, member)).orElseThrow());
                load.recover(member, "kill -9", recoveries);
            }
            kill(stack, workerOfTheConnector(stack));
            load.recover("connect", "kill -9, capturing", recoveries);
            kill(stack, executors(stack).get(0));
            load.recover("executor", "kill -9", recoveries);
            kill(stack, stack.pid(DrillStack.LAUNCHER).orElseThrow());
            load.recover(DrillStack.LAUNCHER, "kill -9", recoveries);
            // For executors it is what a network is that is cut: connections stay, and no answer comes.
            silence(stack, stack.pid("clickhouse").orElseThrow());
            load.recover("clickhouse", "silent " + SILENCE.toSeconds() + " s", recoveries);

            load.assertHistoryComplete();
            var pids = new ArrayList<>(stack.millrace().pids());
            assertThat(stack.millrace().run("down").exit()).isZero();
            assertThat(pids).as("executors, too, have ended").noneMatch(DrillStack::runs);
        } finally {
            System.out.println(recoveries);
        }
    }

    private static void kill(DrillStack stack, long pid) throws IOException, InterruptedException {
        assertThat(stack.launcherRuns()).isTrue();
        DrillStack.signal(pid, "KILL", false);
        Awaitility.await(pid + " is gone").atMost(Duration.ofMinutes(1)).until(() -> !DrillStack.runs(pid));
    }

    private static String named(DrillStack stack, String member) {
        if (!member.equals(CONTROLLER) && !member.equals(OPS)) {
            return member;
        }
        var both = List.of(member + "-1", member + "-2");
        return Awaitility.await("one acts")
                .atMost(PATIENCE)
                .until(() -> both.stream().filter(name -> isActive(stack, name)).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isActive(DrillStack stack, String name) {
        try {
            return new Http(stack.millrace().url(name)).role().equals("active");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void silence(DrillStack stack, long pid) throws IOException, InterruptedException {
        DrillStack.signal(pid, "STOP", true);
        LockSupport.parkNanos(SILENCE.toNanos());
        DrillStack.signal(pid, "CONT", true);
        assertThat(stack.launcherRuns()).isTrue();
    }

    /** Other than services, they are known only to the one who looks. */
    private static List<Long> executors(DrillStack stack) {
        var found = new ArrayList<Long>();
        Awaitility.await("an executor").atMost(PATIENCE).until(() -> {
            found.clear();
            stack.millrace().status().path("services").forEach(service -> {
                if (service.path("name").asText().startsWith("executor-")) {
                    found.add(service.path("pid").asLong());
                }
            });
            return !found.isEmpty();
        });
        return found;
    }

    private static void everyTopicHasThreeReplicas(DrillStack stack) throws Exception {
        try (var admin = stack.millrace().admin("kafka-1")) {
            var topics = admin.describeTopics(admin.listTopics().names().get())
                    .allTopicNames()
                    .get();
            assertThat(topics).containsKey(DrillStack.TOPIC);
            assertThat(topics.values())
                    .extracting(TopicDescription::partitions)
                    .allSatisfy(partitions -> assertThat(partitions)
                            .allSatisfy(partition ->
                                    assertThat(partition.replicas()).hasSize(3)));
        }
    }

    /** The pid of the Connect worker on which the task runs. */
    private static long workerOfTheConnector(DrillStack stack) throws IOException, InterruptedException {
        for (var worker : List.of("connect-1", "connect-2")) {
            var rest = stack.millrace().url(worker);
            var connectors = new Http(rest).json("GET", "/connectors?expand=status", "");
            for (var connector : connectors) {
                var id = connector
                        .path("status")
                        .path("tasks")
                        .path(0)
                        .path("worker_id")
                        .asText();
                Optional<String> owner = owner(stack, id);
                if (owner.isPresent()) {
                    return stack.pid(owner.get()).orElseThrow();
                }
            }
        }
        throw new AssertionError("no task runs");
    }

    private static Optional<String> owner(DrillStack stack, String workerId) throws IOException {
        for (var worker : List.of("connect-1", "connect-2")) {
            URI url = stack.millrace().url(worker);
            if (workerId.endsWith(":" + url.getPort())) {
                return Optional.of(worker);
            }
        }
        return Optional.empty();
    }
}
