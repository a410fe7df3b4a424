package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceGraphTest {
    private static final ServiceGraph.Members CLUSTER = new ServiceGraph.Members(Set.of(
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
            "ops-2"));

    @Test
    void everyServiceStopsBeforeAllThatItNeeds() {
        List<String> order = new ServiceGraph.Members(Set.copyOf(ServiceGraph.services())).stopOrder();
        assertThat(order).containsExactlyInAnyOrderElementsOf(ServiceGraph.services());
        for (String service : order) {
            assertThat(order.subList(order.indexOf(service), order.size())).containsAll(ServiceGraph.needs(service));
        }
    }

    @Test
    void aMemberNeedsAllMembersOfWhatItsServiceNeeds() {
        assertThat(CLUSTER.needs("kafka-2")).isEmpty();
        assertThat(CLUSTER.needs("connect-2")).containsExactlyInAnyOrder("kafka-1", "kafka-2", "kafka-3");
        assertThat(CLUSTER.needs("spark-worker-1")).containsExactly("spark-master");
        assertThat(CLUSTER.needs("pipeline"))
                .containsExactlyInAnyOrder(
                        "kafka-1", "kafka-2", "kafka-3", "clickhouse", "spark-worker-1", "spark-worker-2");
    }

    @Test
    void executorsDrainBeforeWhatTheyWriteToStops() {
        assertThat(CLUSTER.usedBy("clickhouse"))
                .containsExactlyInAnyOrder("pipeline", "ops-1", "ops-2", "spark-worker-1", "spark-worker-2");
        List<String> order = CLUSTER.stopOrder();
        assertThat(order).containsExactlyInAnyOrderElementsOf(CLUSTER.names());
        assertThat(order).containsSubsequence("pipeline", "spark-worker-2", "spark-master");
        for (String member : order) {
            assertThat(order.subList(0, order.indexOf(member))).as(member).containsAll(CLUSTER.usedBy(member));
            assertThat(order.subList(order.indexOf(member), order.size()))
                    .as(member)
                    .containsAll(CLUSTER.needs(member));
        }
    }

    @Test
    void whatIsNoServiceIsLeftOut() {
        assertThat(new ServiceGraph.Members(Set.of("launcher", "detached", "kafka-3")).stopOrder())
                .containsExactly("kafka-3");
    }

    @Test
    void whatIsUsedStopsAfterItsUsers() {
        assertThat(ServiceGraph.usedBy("kafka")).containsExactlyInAnyOrder("connect", "controller", "pipeline");
        assertThat(ServiceGraph.usedBy("clickhouse")).containsExactlyInAnyOrder("pipeline", "ops");
        assertThat(ServiceGraph.usedBy("shop")).isEmpty();
    }

    @Test
    void connectStopsAfterTheControllerThatAsksIt() {
        assertThat(ServiceGraph.usedBy("connect")).containsExactly("controller");
    }

    @Test
    void postgresStopsAfterTheConnectorThatReadsFromIt() {
        assertThat(ServiceGraph.usedBy("postgres")).containsExactlyInAnyOrder("controller", "shop", "connect");
    }
}
