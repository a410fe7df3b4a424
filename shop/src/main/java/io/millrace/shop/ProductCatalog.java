package io.millrace.shop;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The products, most popular first: popularity is the order in which they were entered. */
final class ProductCatalog {
    private final ShopDatabase database;

    ProductCatalog(ShopDatabase database) {
        this.database = database;
    }

    List<Product> products() throws SQLException {
        return database.transaction(connection -> {
            var products = new ArrayList<Product>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT sku, name, price, stock, description, origin FROM products ORDER BY id")) {
                while (rows.next()) {
                    products.add(new Product(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getBigDecimal(3),
                            rows.getInt(4),
                            rows.getString(5),
                            rows.getString(6)));
                }
            }
            return products;
        });
    }
}
