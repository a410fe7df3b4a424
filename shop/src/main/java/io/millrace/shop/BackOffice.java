package io.millrace.shop;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What happens to orders after checkout: paid, shipped, delivered, cancelled, deleted for data protection; and the
 * restocking of products. The state is in Postgres, so a restart continues where it was.
 */
final class BackOffice {
    private static final int RESTOCK_BELOW = 60;
    private static final int RESTOCK_TO = 500;

    private final ShopDatabase database;

    BackOffice(ShopDatabase database) {
        this.database = database;
    }

    /** Captures the payment of the order that has waited longest. */
    boolean pay() throws SQLException {
        return database.transaction(connection -> {
            long id = advance(connection, "placed", "paid");
            return id >= 0
                    && change(
                            connection,
                            "UPDATE payments SET status = 'captured', paid_at = now() WHERE order_id = ?",
                            id);
        });
    }

    boolean ship() throws SQLException {
        return database.transaction(connection -> advance(connection, "paid", "shipped") >= 0);
    }

    boolean deliver() throws SQLException {
        return database.transaction(connection -> advance(connection, "shipped", "delivered") >= 0);
    }

    /** Cancels the newest order that can be cancelled. */
    boolean cancel() throws SQLException {
        return database.transaction(connection -> {
            long id = pick(connection, "SELECT id FROM orders WHERE status = 'placed' ORDER BY id DESC LIMIT 1");
            if (id < 0) {
                return false;
            }
            try {
                Cancellation.cancel(connection, id);
            } catch (ShopException overtaken) {
                connection.rollback();
                return false;
            }
            return true;
        });
    }

    /** Deletes a customer and all their orders: a request for erasure. */
    boolean erase() throws SQLException {
        return database.transaction(connection -> {
            long customer = pick(
                    connection,
                    "SELECT customer_id FROM orders WHERE status = 'delivered' ORDER BY updated_at LIMIT 1");
            if (customer < 0) {
                return false;
            }
            // The lock keeps new orders of this customer out until we are done.
            change(connection, "SELECT id FROM customers WHERE id = ? FOR UPDATE", customer);
            var theirs = " IN (SELECT id FROM orders WHERE customer_id = ?)";
            change(connection, "DELETE FROM payments WHERE order_id" + theirs, customer);
            change(connection, "DELETE FROM order_items WHERE order_id" + theirs, customer);
            change(connection, "DELETE FROM orders WHERE customer_id = ?", customer);
            return change(connection, "DELETE FROM customers WHERE id = ?", customer);
        });
    }

    /** Refills what runs low. */
    boolean restock() throws SQLException {
        return database.transaction(connection -> {
            var sql =
                    "UPDATE products SET stock = " + RESTOCK_TO + ", updated_at = now() WHERE stock < " + RESTOCK_BELOW;
            try (var update = connection.prepareStatement(sql)) {
                return update.executeUpdate() > 0;
            }
        });
    }

    private static long advance(Connection connection, String from, String to) throws SQLException {
        var sql = "UPDATE orders SET status = ?, updated_at = now() WHERE id ="
                + " (SELECT id FROM orders WHERE status = ? ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
                + " RETURNING id";
        try (var update = connection.prepareStatement(sql)) {
            update.setString(1, to);
            update.setString(2, from);
            try (var rows = update.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }

    private static long pick(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    private static boolean change(Connection connection, String sql, long id) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            return statement.execute() || statement.getUpdateCount() > 0;
        }
    }
}
