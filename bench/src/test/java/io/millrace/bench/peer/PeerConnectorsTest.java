package io.millrace.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PeerConnectorsTest {
    @Test
    void theSinkReadsTheTopicsThatTheSourceWrites() {
        var source = PeerConnectors.source("peer", 5432, "u", "p", "shop", List.of("millrace_bench.orders"), "no_data");
        var sink = PeerConnectors.sink(
                8123,
                "u",
                "p",
                "peer",
                Map.of("peer.millrace_bench.orders", "orders_raw", "peer.millrace_bench.mixed", "mixed_raw"));
        assertThat(source)
                .containsEntry("topic.prefix", "peer")
                .containsEntry("table.include.list", "millrace_bench.orders")
                .containsEntry("snapshot.mode", "no_data");
        assertThat(sink)
                .containsEntry("topics", "peer.millrace_bench.mixed,peer.millrace_bench.orders")
                .containsEntry(
                        "topic2TableMap", "peer.millrace_bench.mixed=mixed_raw,peer.millrace_bench.orders=orders_raw");
        assertThat(sink.get("value.converter")).isEqualTo(source.get("value.converter"));
        assertThat(sink.get("value.converter.schemas.enable")).isEqualTo(source.get("value.converter.schemas.enable"));
    }
}
