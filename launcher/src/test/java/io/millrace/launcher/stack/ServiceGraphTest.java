package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceGraphTest {
    @Test
    void everyServiceComesAfterAllThatItNeeds() {
        List<String> order = ServiceGraph.order();
        assertThat(order).containsExactlyInAnyOrderElementsOf(ServiceGraph.services());
        for (String service : order) {
            assertThat(order.subList(0, order.indexOf(service))).containsAll(ServiceGraph.needs(service));
        }
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
