package io.millrace.ops.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.topology.Service;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.api.topology.State;
import io.millrace.ops.warehouse.ServiceQueries.Seen;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceQueriesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:20Z");

    @Test
    void theLatestSampleCountsAndTheOneBeforeInAnotherStateGivesTheStart() {
        Service service = ServiceQueries.service(
                        ServiceName.KAFKA,
                        List.of(
                                new Seen("kafka", "up", "", 3, NOW.minusSeconds(1), NOW.minusSeconds(50)),
                                new Seen(
                                        "kafka",
                                        "down",
                                        "does not answer",
                                        0,
                                        NOW.minusSeconds(60),
                                        NOW.minusSeconds(90)),
                                new Seen("connect", "down", "no", 0, NOW, NOW)),
                        NOW)
                .orElseThrow();
        assertThat(service)
                .isEqualTo(
                        new Service(ServiceName.KAFKA, State.UP, "", 3.0, NOW.minusSeconds(1), NOW.minusSeconds(60)));
    }

    @Test
    void anOldSampleIsNotBelieved() {
        Service service = ServiceQueries.service(
                        ServiceName.KAFKA,
                        List.of(new Seen("kafka", "up", "", 3, NOW.minusSeconds(30), NOW.minusSeconds(90))),
                        NOW)
                .orElseThrow();
        assertThat(service.state()).isEqualTo(State.UNKNOWN);
        assertThat(service.detail()).isEqualTo("no sample since 2026-01-01T11:59:50Z; it was up");
    }

    @Test
    void aServiceThatWasNeverSeenIsLeftOut() {
        assertThat(ServiceQueries.service(ServiceName.KAFKA, List.of(), NOW)).isEmpty();
    }
}
