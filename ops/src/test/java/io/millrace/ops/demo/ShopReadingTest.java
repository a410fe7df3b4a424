package io.millrace.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.shop.Shop;
import io.millrace.ops.api.shop.ShopMinute;
import io.millrace.ops.api.shop.TopProduct;
import io.millrace.ops.demo.ShopQueries.Minute;
import io.millrace.ops.demo.ShopQueries.Sold;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShopReadingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:31:40Z");

    @Test
    void gapsBetweenMinutesAreFilledAndTheLastMinuteSpansTwoOfThem() {
        Shop shop = ShopReading.shop(
                List.of(
                        minute("2026-01-01T12:30:00Z", 5, "50.5", 2, "20.5"),
                        minute("2026-01-01T12:31:00Z", 3, "30", 3, "30")),
                List.of(new Sold("A", "Coffee", 4, new BigDecimal("40"))),
                NOW);
        assertThat(shop.ordersPerMinute()).isEqualTo(5);
        assertThat(shop.revenuePerMinute()).isEqualTo("50.50");
        assertThat(shop.minutes()).hasSize(31);
        assertThat(shop.minutes().get(0)).isEqualTo(new ShopMinute(Instant.parse("2026-01-01T12:01:00Z"), 0, "0.00"));
        assertThat(shop.minutes().get(30)).isEqualTo(new ShopMinute(Instant.parse("2026-01-01T12:31:00Z"), 3, "30.00"));
        assertThat(shop.topProducts()).containsExactly(new TopProduct("A", "Coffee", 4, "40.00"));
    }

    @Test
    void aShopWithoutOrdersHasZeros() {
        Shop shop = ShopReading.shop(List.of(), List.of(), NOW);
        assertThat(shop.ordersPerMinute()).isZero();
        assertThat(shop.revenuePerMinute()).isEqualTo("0.00");
        assertThat(shop.lastOrderAt()).isNull();
    }

    private static Minute minute(String at, long orders, String revenue, long recent, String recentRevenue) {
        return new Minute(
                Instant.parse(at), orders, new BigDecimal(revenue), recent, new BigDecimal(recentRevenue), "EUR", NOW);
    }
}
