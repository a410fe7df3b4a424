package io.millrace.ops.demo;

import io.millrace.ops.api.shop.Shop;
import io.millrace.ops.api.shop.ShopMinute;
import io.millrace.ops.api.shop.TopProduct;
import io.millrace.ops.demo.ShopQueries.Minute;
import io.millrace.ops.demo.ShopQueries.Sold;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Figures of the shop; empty if the source is not one. */
public final class ShopReading implements Supplier<Optional<Shop>> {
    private static final int MINUTES = 30;

    private final ShopQueries queries;
    private final Clock clock;
    private Optional<String> database = Optional.empty();

    public ShopReading(ShopQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    @Override
    public Optional<Shop> get() {
        database = database.or(queries::shop);
        return database.map(views -> shop(queries.minutes(views), queries.topProducts(views), clock.instant()));
    }

    static Shop shop(List<Minute> minutes, List<Sold> sold, Instant now) {
        Map<Instant, Minute> byStart = minutes.stream().collect(Collectors.toMap(Minute::minute, Function.identity()));
        Instant current = now.truncatedTo(ChronoUnit.MINUTES);
        Optional<Minute> latest = minutes.isEmpty() ? Optional.empty() : Optional.of(minutes.get(minutes.size() - 1));
        return new Shop(
                minutes.stream().mapToLong(Minute::recentOrders).sum(),
                money(minutes.stream().map(Minute::recentRevenue).reduce(BigDecimal.ZERO, BigDecimal::add)),
                latest.map(Minute::latestCurrency).orElse("EUR"),
                latest.map(Minute::lastOrderAt).orElse(null),
                LongStream.rangeClosed(-MINUTES, 0)
                        .mapToObj(offset -> current.plus(Duration.ofMinutes(offset)))
                        .map(start -> minute(start, Optional.ofNullable(byStart.get(start))))
                        .toList(),
                sold.stream()
                        .map(product -> new TopProduct(
                                product.sku(), product.name(), product.quantity(), money(product.revenue())))
                        .toList());
    }

    private static ShopMinute minute(Instant start, Optional<Minute> minute) {
        return new ShopMinute(
                start,
                minute.map(Minute::orders).orElse(0L),
                money(minute.map(Minute::revenue).orElse(BigDecimal.ZERO)));
    }

    private static String money(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
