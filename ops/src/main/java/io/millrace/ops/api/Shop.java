package io.millrace.ops.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the shop fares, where the source is one. */
public record Shop(
        long ordersPerMinute,
        String revenuePerMinute,
        String currency,
        @Nullable Instant lastOrderAt,
        List<ShopMinute> minutes,
        List<TopProduct> topProducts) {}
