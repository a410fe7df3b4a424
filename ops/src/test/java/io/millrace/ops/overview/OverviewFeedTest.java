package io.millrace.ops.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.api.Overview;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OverviewFeedTest {
    private static final Clock CLOCK = Clock.fixed(Samples.NOW, ZoneOffset.UTC);
    private final AtomicInteger readings = new AtomicInteger();

    @Test
    void allWhoLookShareOneReading() throws Exception {
        OverviewFeed feed = feed(Duration.ofMillis(1_500), Samples::overview);
        Frame first = feed.current();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Frame>> waits = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waits.add(() -> feed.after(first));
            }
            List<Frame> seen = new ArrayList<>();
            for (Future<Frame> frame : clients.invokeAll(waits)) {
                seen.add(frame.get());
            }
            Frame second = seen.get(0);
            assertThat(seen)
                    .allSatisfy(frame -> assertThat(frame).isSameAs(second).isNotSameAs(first));
        } finally {
            clients.shutdownNow();
        }
        assertThat(readings).hasValue(2);
    }

    @Test
    void nothingIsReadWhileNobodyLooksAndAYoungPictureIsUsedAgain() {
        OverviewFeed feed = feed(Duration.ofHours(1), Samples::overview);
        assertThat(readings).hasValue(0);
        assertThat(feed.current()).isSameAs(feed.current());
        assertThat(readings).hasValue(1);
    }

    @Test
    void anOutageIsSentWithItsStartInsteadOfSilence() throws Exception {
        OverviewFeed feed = feed(Duration.ofMillis(1), () -> {
            throw new WarehouseException(ErrorCode.WAREHOUSE_UNAVAILABLE, "ClickHouse does not answer", null);
        });
        Frame frame = feed.after(feed.current());
        assertThat(frame.event()).isEqualTo("problem");
        assertThat(frame.json())
                .contains(
                        "\"code\":\"warehouse_unavailable\"",
                        "ClickHouse does not answer",
                        "\"since\":\"2026-01-01T12:00:00.500Z\"");
    }

    @Test
    void anOverviewIsSentAsJsonWithoutUnknownValues() {
        Frame frame = feed(Duration.ofHours(1), Samples::overview).current();
        assertThat(frame.event()).isEqualTo("overview");
        assertThat(frame.json())
                .startsWith("{\"at\":\"2026-01-01T12:00:00.500Z\",\"state\":\"up\"")
                .doesNotContain("null");
    }

    private OverviewFeed feed(Duration interval, Supplier<Overview> reading) {
        return new OverviewFeed(
                () -> {
                    readings.incrementAndGet();
                    return reading.get();
                },
                CLOCK,
                interval);
    }
}
