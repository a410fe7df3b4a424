package io.millrace.shop;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order as the API shows it.
 *
 * @param committedAt for an order just placed, when the COMMIT returned; else the row's last change
 */
record Order(
        @JsonFormat(shape = JsonFormat.Shape.STRING) long id,
        String status,
        BigDecimal total,
        String currency,
        Instant placedAt,
        Instant committedAt,
        Customer customer,
        List<Item> items) {

    record Customer(String name, String email) {}

    record Item(String sku, String name, int quantity, BigDecimal unitPrice) {}

    Order committedAt(Instant instant) {
        return new Order(id, status, total, currency, placedAt, instant, customer, items);
    }
}
