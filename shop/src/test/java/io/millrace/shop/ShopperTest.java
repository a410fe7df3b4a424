package io.millrace.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShopperTest {
    @Test
    void theFirstProductIsBoughtAboutTwiceAsOftenAsTheSecond() {
        var random = new Random(7);
        var bought = new int[16];
        for (int i = 0; i < 100_000; i++) {
            bought[Shopper.popular(random, bought.length)]++;
        }
        assertThat((double) bought[0] / bought[1]).isBetween(1.9, 2.1);
        assertThat(bought[15]).isPositive();
    }
}
