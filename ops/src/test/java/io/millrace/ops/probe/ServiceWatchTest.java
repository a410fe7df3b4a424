package io.millrace.ops.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.ops.api.topology.ServiceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private final MovingClock clock = new MovingClock(START);
    private final SampleBuffer<ServiceSample> outbox =
            Outboxes.create(Clock.fixed(START, ZoneOffset.UTC)).services();

    @Test
    void aFailureIsDownWithTheFirstLineOfItsMessage() {
        watch(() -> {
                    throw new IllegalStateException("Connection refused.\nIs it running?");
                })
                .run();
        assertThat(outbox.drain())
                .singleElement()
                .extracting(ServiceSample::service, ServiceSample::state, ServiceSample::detail)
                .containsExactly("kafka", ServiceSample.State.DOWN, "Connection refused.");
    }

    @Test
    void aCheckThatDoesNotComeBackIsReportedWhileItHangs() {
        Deque<ServiceWatch> self = new ArrayDeque<>();
        ServiceWatch watch = watch(() -> {
            self.element().reportIfOverdue();
            assertThat(outbox.drain()).isEmpty();
            clock.move(ServiceWatch.PATIENCE.plusMillis(1));
            self.element().reportIfOverdue();
            assertThat(outbox.drain()).extracting(ServiceSample::state).containsExactly(ServiceSample.State.DOWN);
            return ServiceVerdict.up();
        });
        self.add(watch);
        watch.run();
        assertThat(outbox.drain()).extracting(ServiceSample::state).containsExactly(ServiceSample.State.UP);
        watch.reportIfOverdue();
        assertThat(outbox.drain()).isEmpty();
    }

    @Test
    void whatIsUpIsAskedEveryOtherSecondAndWhatIsNotEachSecond() {
        Deque<ServiceVerdict> verdicts = new ArrayDeque<>(
                List.of(ServiceVerdict.up(), ServiceVerdict.down("refused"), ServiceVerdict.up(), ServiceVerdict.up()));
        ServiceWatch watch = watch(verdicts::remove);
        List<Integer> left = new ArrayList<>();
        for (int second = 0; second < 6; second++) {
            watch.run();
            left.add(verdicts.size());
            clock.move(Duration.ofSeconds(1));
        }
        assertThat(left).containsExactly(3, 3, 2, 1, 1, 0);
    }

    private ServiceWatch watch(Check check) {
        return new ServiceWatch(ServiceName.KAFKA, check, outbox, clock);
    }
}
