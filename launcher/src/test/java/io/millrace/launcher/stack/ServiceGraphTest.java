package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceGraphTest {
    @Test
    void every_service_comes_after_all_that_it_needs() {
        List<String> order = ServiceGraph.order();
        assertThat(order).containsExactlyInAnyOrderElementsOf(ServiceGraph.services());
        for (String service : order) {
            assertThat(order.subList(0, order.indexOf(service))).containsAll(ServiceGraph.needs(service));
        }
    }

    @Test
    void what_is_used_stops_after_its_users() {
        assertThat(ServiceGraph.usedBy("kafka")).containsExactlyInAnyOrder("connect", "controller", "pipeline");
        assertThat(ServiceGraph.usedBy("clickhouse")).containsExactlyInAnyOrder("pipeline", "ops");
        assertThat(ServiceGraph.usedBy("shop")).isEmpty();
    }

    @Test
    void connect_stops_after_the_controller_that_asks_it() {
        assertThat(ServiceGraph.usedBy("connect")).containsExactly("controller");
    }

    @Test
    void postgres_stops_after_the_connector_that_reads_from_it() {
        assertThat(ServiceGraph.usedBy("postgres")).containsExactlyInAnyOrder("controller", "shop", "connect");
    }
}
