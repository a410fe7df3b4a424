package io.millrace.ops.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.Edge;
import io.millrace.ops.api.Measure;
import io.millrace.ops.api.Node;
import io.millrace.ops.api.ServiceName;
import io.millrace.ops.api.State;
import io.millrace.ops.api.Topology;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainTest {
    @Test
    void nodes_stand_in_the_order_that_data_flows() {
        Topology topology = Samples.chain(Samples.all(State.UP, State.UP), Optional.of(Samples.shop()))
                .topology();
        assertThat(topology.nodes()).extracting(Node::id).containsExactly(ServiceName.values());
    }

    @Test
    void the_shop_is_absent_where_the_source_is_none() {
        Topology topology =
                Samples.chain(Samples.all(State.UP, State.UP), Optional.empty()).topology();
        assertThat(topology.nodes()).extracting(Node::id).doesNotContain(ServiceName.SHOP);
        assertThat(topology.edges()).extracting(Edge::from).doesNotContain(ServiceName.SHOP);
    }

    @Test
    void rows_and_differences_are_summed_over_the_tables_that_have_them() {
        Topology topology =
                Samples.chain(Samples.all(State.UP, State.UP), Optional.empty()).topology();
        assertThat(numbers(topology, ServiceName.POSTGRES)).contains(new Measure("rows", 11, Measure.Unit.COUNT));
        assertThat(numbers(topology, ServiceName.CLICKHOUSE))
                .containsExactly(
                        new Measure("rows", 8, Measure.Unit.COUNT), new Measure("difference", 2, Measure.Unit.COUNT));
    }

    @Test
    void an_edge_has_the_rate_and_the_median_of_its_stage_where_it_is_known() {
        List<Edge> edges = Samples.chain(Samples.all(State.UP, State.UP), Optional.empty())
                .topology()
                .edges();
        assertThat(edges)
                .contains(
                        new Edge(ServiceName.PIPELINE, ServiceName.CLICKHOUSE, "rows", 12.5, 5.0),
                        new Edge(ServiceName.POSTGRES, ServiceName.CONNECT, "WAL", 13.0, null));
    }

    @Test
    void the_worst_service_makes_the_state_but_a_closed_shop_does_not() {
        assertThat(Samples.chain(Samples.all(State.DOWN, State.UP), Optional.empty())
                        .state())
                .isEqualTo(State.UP);
        assertThat(Samples.chain(Samples.all(State.UP, State.DEGRADED), Optional.empty())
                        .state())
                .isEqualTo(State.DEGRADED);
        assertThat(Samples.chain(List.of(), Optional.empty()).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void a_service_that_was_never_seen_is_unknown() {
        Topology topology = Samples.chain(List.of(), Optional.empty()).topology();
        assertThat(topology.nodes()).extracting(Node::state).containsOnly(State.UNKNOWN);
    }

    private static List<Measure> numbers(Topology topology, ServiceName name) {
        return topology.nodes().stream()
                .filter(node -> node.id() == name)
                .findFirst()
                .orElseThrow()
                .numbers();
    }
}
