package io.millrace.shop;

import io.millrace.shop.Checkout.Cart;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Orders: checkout in one transaction with a stock check, look-up, cancellation. */
final class Orders {
    private final ShopDatabase database;
    private final Clock clock;

    Orders(ShopDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Places an order and takes its products out of stock, or changes nothing.
     *
     * @throws Problem if a product is unknown or out of stock
     */
    Order place(Cart cart) throws SQLException {
        var order = database.transaction(connection -> {
            var items = takeFromStock(connection, cart);
            long customer = customer(connection, cart);
            var total = items.stream()
                    .map(item -> item.price().multiply(BigDecimal.valueOf(item.quantity())))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            long id = insertOrder(connection, customer, total);
            insertItems(connection, id, items);
            insertPayment(connection, id, total);
            return find(connection, id);
        });
        return order.committedAt(clock.instant());
    }

    Order byId(long id) throws SQLException {
        return database.transaction(connection -> find(connection, id));
    }

    /** Cancels an order that is not shipped yet; the stock returns. */
    Order cancel(long id) throws SQLException {
        return database.transaction(connection -> {
            Cancellation.cancel(connection, id);
            return find(connection, id);
        });
    }

    private record Line(long productId, String sku, int quantity, BigDecimal price) {}

    private static List<Line> takeFromStock(Connection connection, Cart cart) throws SQLException {
        var lines = new ArrayList<Line>();
        var sql = "UPDATE products SET stock = stock - ?, updated_at = now() WHERE sku = ? AND stock >= ?"
                + " RETURNING id, price";
        try (var update = connection.prepareStatement(sql)) {
            for (var entry : cart.quantities().entrySet()) {
                int quantity = entry.getValue();
                update.setInt(1, quantity);
                update.setString(2, entry.getKey());
                update.setInt(3, quantity);
                try (var rows = update.executeQuery()) {
                    if (!rows.next()) {
                        throw outOfStock(connection, entry.getKey());
                    }
                    lines.add(new Line(rows.getLong(1), entry.getKey(), quantity, rows.getBigDecimal(2)));
                }
            }
        }
        return lines;
    }

    private static ShopException outOfStock(Connection connection, String sku) throws SQLException {
        try (var select = connection.prepareStatement("SELECT name, stock FROM products WHERE sku = ?")) {
            select.setString(1, sku);
            try (var rows = select.executeQuery()) {
                return rows.next()
                        ? ShopException.conflict(
                                "out_of_stock", rows.getString(1) + " (" + sku + "): only " + rows.getInt(2) + " left")
                        : ShopException.notFound("unknown_product", "there is no product " + sku);
            }
        }
    }

    private static long customer(Connection connection, Cart cart) throws SQLException {
        var sql = "INSERT INTO customers (name, email) VALUES (?, ?)"
                + " ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id";
        try (var upsert = connection.prepareStatement(sql)) {
            upsert.setString(1, cart.name());
            upsert.setString(2, cart.email());
            return id(upsert);
        }
    }

    private static long insertOrder(Connection connection, long customer, BigDecimal total) throws SQLException {
        var sql = "INSERT INTO orders (customer_id, status, total) VALUES (?, 'placed', ?) RETURNING id";
        try (var insert = connection.prepareStatement(sql)) {
            insert.setLong(1, customer);
            insert.setBigDecimal(2, total);
            return id(insert);
        }
    }

    private static long id(java.sql.PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void insertItems(Connection connection, long order, List<Line> lines) throws SQLException {
        var sql = "INSERT INTO order_items (order_id, line_no, product_id, sku, quantity, unit_price)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        try (var insert = connection.prepareStatement(sql)) {
            int number = 0;
            for (var line : lines) {
                insert.setLong(1, order);
                insert.setInt(2, ++number);
                insert.setLong(3, line.productId());
                insert.setString(4, line.sku());
                insert.setInt(5, line.quantity());
                insert.setBigDecimal(6, line.price());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void insertPayment(Connection connection, long order, BigDecimal amount) throws SQLException {
        var sql = "INSERT INTO payments (order_id, method, amount, status) VALUES (?, 'card', ?, 'authorised')";
        try (var insert = connection.prepareStatement(sql)) {
            insert.setLong(1, order);
            insert.setBigDecimal(2, amount);
            insert.executeUpdate();
        }
    }

    private static Order find(Connection connection, long id) throws SQLException {
        var sql = "SELECT o.status, o.total, o.currency, o.placed_at, o.updated_at, c.name, c.email"
                + " FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = ?";
        try (var select = connection.prepareStatement(sql)) {
            select.setLong(1, id);
            try (var rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw ShopException.notFound("unknown_order", "there is no order " + id);
                }
                return new Order(
                        id,
                        rows.getString(1),
                        rows.getBigDecimal(2),
                        rows.getString(3),
                        instant(rows, 4),
                        instant(rows, 5),
                        new Order.Customer(rows.getString(6), rows.getString(7)),
                        items(connection, id));
            }
        }
    }

    private static Instant instant(java.sql.ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, java.time.OffsetDateTime.class).toInstant();
    }

    private static List<Order.Item> items(Connection connection, long order) throws SQLException {
        var sql = "SELECT i.sku, p.name, i.quantity, i.unit_price FROM order_items i"
                + " JOIN products p ON p.id = i.product_id WHERE i.order_id = ? ORDER BY i.line_no";
        var items = new ArrayList<Order.Item>();
        try (var select = connection.prepareStatement(sql)) {
            select.setLong(1, order);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    items.add(new Order.Item(
                            rows.getString(1), rows.getString(2), rows.getInt(3), rows.getBigDecimal(4)));
                }
            }
        }
        return items;
    }
}
