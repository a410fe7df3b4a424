package io.millrace.shop;

import java.sql.Connection;
import java.sql.SQLException;

/** How an order is cancelled: stock returns, the payment is voided or refunded. */
final class Cancellation {
    private Cancellation() {}

    /** Cancels within the caller's transaction; a {@link ShopException} where the order is unknown or on its way. */
    static void cancel(Connection connection, long id) throws SQLException {
        var status = lock(connection, id);
        if (!status.equals("placed") && !status.equals("paid")) {
            throw ShopException.conflict(
                    "not_cancellable", "order " + id + " is " + status + " and can't be cancelled");
        }
        // In the order of SKUs, as checkouts take them: two transactions never wait for each other in a circle.
        update(
                connection,
                "UPDATE products p SET stock = p.stock + i.quantity, updated_at = now() FROM"
                        + " (SELECT l.product_id, l.quantity FROM order_items l JOIN products q ON q.id = l.product_id"
                        + " WHERE l.order_id = ? ORDER BY q.sku FOR UPDATE OF q) i WHERE p.id = i.product_id",
                id);
        update(connection, "UPDATE orders SET status = 'cancelled', updated_at = now() WHERE id = ?", id);
        update(
                connection,
                "UPDATE payments SET status = CASE status WHEN 'captured' THEN 'refunded' ELSE 'voided' END"
                        + " WHERE order_id = ?",
                id);
    }

    private static String lock(Connection connection, long id) throws SQLException {
        try (var select = connection.prepareStatement("SELECT status FROM orders WHERE id = ? FOR UPDATE")) {
            select.setLong(1, id);
            try (var rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw ShopException.notFound("unknown_order", "there is no order " + id);
                }
                return rows.getString(1);
            }
        }
    }

    private static void update(Connection connection, String sql, long id) throws SQLException {
        try (var update = connection.prepareStatement(sql)) {
            update.setLong(1, id);
            update.executeUpdate();
        }
    }
}
