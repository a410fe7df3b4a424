package io.millrace.ops.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.ServiceSample;
import io.millrace.ops.api.ServiceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ServiceWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private final AtomicReference<Clock> time = new AtomicReference<>(Clock.fixed(START, ZoneOffset.UTC));
    private final Outbox<ServiceSample> outbox = new Outbox<>(
            ServiceSample::service, sample -> List.of(sample.state(), sample.detail()), Clock.systemUTC());

    @Test
    void a_failure_is_down_with_the_first_line_of_its_message() {
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
    void a_check_that_does_not_come_back_is_reported_while_it_hangs() {
        AtomicReference<ServiceWatch> self = new AtomicReference<>();
        self.set(watch(() -> {
            self.get().reportIfOverdue();
            assertThat(outbox.drain()).isEmpty();
            time.set(Clock.offset(time.get(), ServiceWatch.PATIENCE.plus(Duration.ofMillis(1))));
            self.get().reportIfOverdue();
            assertThat(outbox.drain()).extracting(ServiceSample::state).containsExactly(ServiceSample.State.DOWN);
            return Verdict.up();
        }));
        self.get().run();
        assertThat(outbox.drain()).extracting(ServiceSample::state).containsExactly(ServiceSample.State.UP);
        self.get().reportIfOverdue();
        assertThat(outbox.drain()).isEmpty();
    }

    private ServiceWatch watch(Check check) {
        Clock moving = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return time.get().instant();
            }
        };
        return new ServiceWatch(ServiceName.KAFKA, check, outbox, moving);
    }
}
