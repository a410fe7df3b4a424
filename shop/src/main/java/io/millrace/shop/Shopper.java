package io.millrace.shop;

import io.millrace.shop.Checkout.Cart;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** One visit of a simulated shopper. */
final class Shopper {
    private static final List<String> FIRST = List.of(
            "Ada", "Ben", "Chiara", "Dmitri", "Elif", "Farah", "Grete", "Hugo", "Ines", "Jonas", "Kofi", "Lena",
            "Mateo", "Noor", "Olga", "Priya", "Quentin", "Rosa", "Sven", "Thuy", "Umut", "Vera", "Wei", "Yara", "Zoë");
    private static final List<String> LAST = List.of(
            "Almeida",
            "Berg",
            "Conti",
            "Dupont",
            "Eriksen",
            "Fischer",
            "García",
            "Haddad",
            "Ivanova",
            "Jensen",
            "Kowalski",
            "Lindqvist",
            "Moreau",
            "Nakamura",
            "O'Brien",
            "Petrov",
            "Rossi",
            "Schmidt",
            "Tanaka",
            "Yılmaz");
    /** Enough that most are new and some return. */
    private static final int CUSTOMERS = 20_000;

    private final Orders orders;
    private final ProductCatalog catalog;
    private volatile List<String> skus = List.of();

    Shopper(Orders orders, ProductCatalog catalog) {
        this.orders = orders;
        this.catalog = catalog;
    }

    /** Fills a cart and checks out; false if the product just sold out. */
    boolean visit(Random random) throws SQLException {
        if (skus.isEmpty()) {
            skus = catalog.products().stream().map(Product::sku).toList();
        }
        var quantities = new TreeMap<String, Integer>();
        int kinds = 1 + (random.nextInt(10) < 4 ? 1 + random.nextInt(2) : 0);
        for (int i = 0; i < kinds; i++) {
            quantities.put(skus.get(popular(random, skus.size())), 1 + (random.nextInt(5) == 0 ? 1 : 0));
        }
        int number = random.nextInt(CUSTOMERS);
        var first = FIRST.get(number % FIRST.size());
        var last = LAST.get(number / FIRST.size() % LAST.size());
        var email = "shopper" + number + "@example.com";
        try {
            orders.place(new Cart(first + " " + last, email, quantities));
            return true;
        } catch (ShopException soldOut) {
            return false;
        }
    }

    /** Zipf's law with exponent 1: the product of rank r is bought in proportion to 1/r. */
    static int popular(Random random, int count) {
        double harmonic = 0;
        for (int rank = 1; rank <= count; rank++) {
            harmonic += 1.0 / rank;
        }
        double left = random.nextDouble() * harmonic;
        for (int rank = 1; rank < count; rank++) {
            left -= 1.0 / rank;
            if (left < 0) {
                return rank - 1;
            }
        }
        return count - 1;
    }
}
