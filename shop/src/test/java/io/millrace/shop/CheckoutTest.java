package io.millrace.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckoutTest {
    @Test
    void aProductNamedTwiceIsOneLine() {
        var cart = checkout("Ada", "ada@example.com", new Checkout.Item("A", 1), new Checkout.Item("A", 2))
                .validated();
        assertThat(cart.quantities()).containsOnly(java.util.Map.entry("A", 3));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "'',ada@example.com,A,1,customer.name",
                "null,ada@example.com,A,1,customer.name",
                "Ada,ada,A,1,customer.email",
                "Ada,a b@example.com,A,1,customer.email",
                "Ada,ada@example.com,null,1,sku",
                "Ada,ada@example.com,A,0,quantity",
                "Ada,ada@example.com,A,101,quantity",
                "Ada,ada@example.com,A,null,quantity",
            })
    void aBadFieldIsNamed(String name, String email, String sku, Integer quantity, String named) {
        assertThatThrownBy(() ->
                        checkout(name, email, new Checkout.Item(sku, quantity)).validated())
                .isInstanceOf(ShopException.class)
                .hasMessageContaining(named);
    }

    @Test
    void anEmptyCartIsRefused() {
        assertThatThrownBy(() -> checkout("Ada", "ada@example.com").validated()).hasMessageContaining("items");
    }

    private static Checkout checkout(String name, String email, Checkout.Item... items) {
        return new Checkout(new Checkout.Customer(name, email), List.of(items));
    }
}
