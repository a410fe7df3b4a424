package io.millrace.shop;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A cart to be checked out, as it came over the network: any part may be missing until {@link #validated()}. */
record Checkout(@Nullable Customer customer, @Nullable List<@Nullable Item> items) {

    record Customer(@Nullable String name, @Nullable String email) {}

    record Item(@Nullable String sku, @Nullable Integer quantity) {}

    /** A cart that can be ordered; products in a fixed order, so that two carts never wait for each other in a circle. */
    record Cart(String name, String email, TreeMap<String, Integer> quantities) {}

    /** The cart, or a {@link ShopException} that names the field. */
    Cart validated() {
        if (customer == null || customer.name() == null || customer.name().isBlank()) {
            throw ShopException.invalid("customer.name is missing");
        }
        if (customer.name().length() > 200 || customer.name().indexOf('\0') >= 0) {
            throw ShopException.invalid("customer.name is longer than 200 characters or has a zero character");
        }
        var email = customer.email();
        if (email == null || !email.strip().matches("[^@\\s\\x00]{1,64}@[^@\\s\\x00]{1,189}")) {
            throw ShopException.invalid("customer.email is no e-mail address");
        }
        if (items == null || items.isEmpty()) {
            throw ShopException.invalid("items is empty: add at least one product");
        }
        if (items.size() > 50) {
            throw ShopException.invalid("items has more than 50 entries");
        }
        var quantities = new TreeMap<String, Integer>();
        for (var item : items) {
            if (item == null || item.sku() == null || item.sku().isEmpty()) {
                throw ShopException.invalid("an item has no sku");
            }
            if (item.quantity() == null || item.quantity() < 1 || item.quantity() > 100) {
                throw ShopException.invalid("the quantity of each item must be 1 to 100");
            }
            quantities.merge(item.sku(), item.quantity(), Integer::sum);
        }
        return new Cart(customer.name().strip(), email.strip(), quantities);
    }
}
