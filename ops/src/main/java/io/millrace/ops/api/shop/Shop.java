package io.millrace.ops.api.shop;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures of the shop, if the source is one. */
public record Shop(
        long ordersPerMinute,
        String revenuePerMinute,
        String currency,
        @Nullable Instant lastOrderAt,
        List<ShopMinute> minutes,
        List<TopProduct> topProducts) {}
