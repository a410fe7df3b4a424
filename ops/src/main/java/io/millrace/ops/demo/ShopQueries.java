package io.millrace.ops.demo;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.ops.warehouse.WarehouseReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of the demo shop. Its tables are recognized by their columns, as another source may have an {@code orders},
 * too.
 */
public final class ShopQueries {
    private static final String IS_SHOP = """
            SELECT count() AS columns
            FROM system.columns
            WHERE database = {database:String} AND (table, name) IN (
                ('orders', 'id'), ('orders', 'status'), ('orders', 'total'), ('orders', 'currency'), ('orders', 'placed_at'),
                ('order_items', 'order_id'), ('order_items', 'sku'), ('order_items', 'quantity'), ('order_items', 'unit_price'),
                ('products', 'sku'), ('products', 'name'))
            """;

    private static final int SHOP_COLUMNS = 11;

    private static final String DATABASE = """
            SELECT view_database AS viewDatabase
            FROM millrace.tables FINAL
            WHERE source = {source:String} AND source_table = 'public.orders' AND state = 'live'
            """;

    private final WarehouseReader warehouse;

    public ShopQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    private static String minutesOf(String database) {
        return """
                SELECT toStartOfMinute(placed_at) AS minute, count() AS orders, sumIf(total, status != 'cancelled') AS revenue,
                    countIf(placed_at > now64(6) - INTERVAL 1 MINUTE) AS recentOrders,
                    sumIf(total, status != 'cancelled' AND placed_at > now64(6) - INTERVAL 1 MINUTE) AS recentRevenue,
                    argMax(currency, placed_at) AS latestCurrency, max(placed_at) AS lastOrderAt
                FROM %s
                WHERE placed_at >= toStartOfMinute(now64(6)) - INTERVAL 30 MINUTE
                GROUP BY minute
                ORDER BY minute
                """.formatted(Identifiers.quote(database, "orders"));
    }

    private static String topProductsOf(String database) {
        return """
                SELECT sold.sku AS sku, products.name AS name, sold.pieces AS quantity, sold.money AS revenue
                FROM (
                    SELECT sku, sum(quantity) AS pieces, sum(quantity * unit_price) AS money
                    FROM %s
                    WHERE order_id IN (
                        SELECT id FROM %s WHERE placed_at > now64(6) - INTERVAL 1 HOUR AND status != 'cancelled')
                    GROUP BY sku
                    ORDER BY pieces DESC, sku
                    LIMIT 10
                ) AS sold
                LEFT JOIN %s AS products ON products.sku = sold.sku
                ORDER BY quantity DESC, sku
                """.formatted(
                        Identifiers.quote(database, "order_items"),
                        Identifiers.quote(database, "orders"),
                        Identifiers.quote(database, "products"));
    }

    /** One minute; {@code recent} counts those of the last 60 seconds. */
    public record Minute(
            Instant minute,
            long orders,
            BigDecimal revenue,
            long recentOrders,
            BigDecimal recentRevenue,
            String latestCurrency,
            Instant lastOrderAt) {}

    /** A product sold within the last hour. */
    public record Sold(String sku, String name, long quantity, BigDecimal revenue) {}

    record Views(String viewDatabase) {}

    record Count(long columns) {}

    /** The database of the shop's views; empty if the source is no shop, or not mirrored yet. */
    public Optional<String> shop() {
        return warehouse.rows(Views.class, DATABASE).stream()
                .map(Views::viewDatabase)
                .filter(database -> warehouse
                                .rows(Count.class, IS_SHOP, Map.of("database", database))
                                .get(0)
                                .columns()
                        == SHOP_COLUMNS)
                .findFirst();
    }

    /** The minutes with orders among the last 31, oldest first. */
    public List<Minute> minutes(String database) {
        return warehouse.rows(Minute.class, minutesOf(database));
    }

    /** The ten sold most, the most sold first. */
    public List<Sold> topProducts(String database) {
        return warehouse.rows(Sold.class, topProductsOf(database));
    }
}
