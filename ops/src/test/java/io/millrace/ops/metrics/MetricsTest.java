package io.millrace.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.overview.OverviewFeed;
import io.millrace.ops.overview.Samples;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void theOverviewIsExportedAsGaugesAndAnOutageRemovesThem() {
        AtomicBoolean up = new AtomicBoolean(true);
        OverviewFeed feed = new OverviewFeed(
                () -> {
                    if (!up.get()) {
                        throw new WarehouseException(ErrorCode.WAREHOUSE_UNAVAILABLE, "gone", null);
                    }
                    return Samples.overview();
                },
                Clock.systemUTC(),
                Duration.ZERO);
        try (Metrics metrics = new Metrics(feed, new AlertMetrics(List::of, Optional::empty))) {
            assertThat(metrics.scrape())
                    .contains(
                            "millrace_warehouse_up 1",
                            "millrace_service_up{service=\"kafka\"} 1",
                            "millrace_latency_seconds{quantile=\"0.99\",stage=\"total\"} 0.06",
                            "millrace_lag_records{partition=\"0\"} 3",
                            "millrace_dead_letters{status=\"open\"} 1",
                            "millrace_slot_retained_bytes{slot=\"millrace_shop\"} 4096",
                            "millrace_rows_difference{table=\"public.orders\"} 2",
                            "jvm_memory_used_bytes");
            up.set(false);
            assertThat(metrics.scrape())
                    .contains("millrace_warehouse_up 0")
                    .doesNotContain("millrace_lag_records{", "millrace_service_up{");
        }
    }
}
