package io.millrace.ops.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.topology.Edge;
import io.millrace.ops.api.topology.Measure;
import io.millrace.ops.api.topology.Node;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.api.topology.State;
import io.millrace.ops.api.topology.Topology;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainTest {
    @Test
    void nodesStandInTheOrderThatDataFlows() {
        Topology topology = Samples.chain(Samples.all(State.UP, State.UP), Optional.of(Samples.shop()))
                .topology();
        assertThat(topology.nodes()).extracting(Node::id).containsExactly(ServiceName.values());
    }

    @Test
    void theShopIsAbsentWhereTheSourceIsNone() {
        Topology topology =
                Samples.chain(Samples.all(State.UP, State.UP), Optional.empty()).topology();
        assertThat(topology.nodes()).extracting(Node::id).doesNotContain(ServiceName.SHOP);
        assertThat(topology.edges()).extracting(Edge::from).doesNotContain(ServiceName.SHOP);
    }

    @Test
    void rowsAndDifferencesAreSummedOverTheTablesThatHaveThem() {
        Topology topology =
                Samples.chain(Samples.all(State.UP, State.UP), Optional.empty()).topology();
        assertThat(numbers(topology, ServiceName.POSTGRES)).contains(new Measure("rows", 11, Measure.Unit.COUNT));
        assertThat(numbers(topology, ServiceName.CLICKHOUSE))
                .containsExactly(
                        new Measure("rows", 8, Measure.Unit.COUNT), new Measure("difference", 2, Measure.Unit.COUNT));
    }

    @Test
    void anEdgeHasTheRateAndTheMedianOfItsStageWhereItIsKnown() {
        List<Edge> edges = Samples.chain(Samples.all(State.UP, State.UP), Optional.empty())
                .topology()
                .edges();
        assertThat(edges)
                .contains(
                        new Edge(ServiceName.PIPELINE, ServiceName.CLICKHOUSE, "rows", 12.5, 5.0),
                        new Edge(ServiceName.POSTGRES, ServiceName.CONNECT, "WAL", 13.0, null));
    }

    @Test
    void theWorstServiceMakesTheStateButAClosedShopDoesNot() {
        assertThat(Samples.chain(Samples.all(State.DOWN, State.UP), Optional.empty())
                        .state())
                .isEqualTo(State.UP);
        assertThat(Samples.chain(Samples.all(State.UP, State.DEGRADED), Optional.empty())
                        .state())
                .isEqualTo(State.DEGRADED);
        assertThat(Samples.chain(List.of(), Optional.empty()).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void aServiceThatWasNeverSeenIsUnknown() {
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
