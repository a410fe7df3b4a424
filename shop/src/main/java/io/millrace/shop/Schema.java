package io.millrace.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;

/** The shop's tables and its first catalog. */
final class Schema {
    /** Any constant: two shops that start in parallel wait for each other. */
    private static final long LOCK = 0x6d696c6c72616365L;

    private static final int FIRST_STOCK = 500;

    private final ShopDatabase database;

    Schema(ShopDatabase database) {
        this.database = database;
    }

    /** Creates what is missing; leaves what is there. */
    void prepare() throws SQLException, IOException {
        var ddl = resource("schema.sql");
        var catalog = resource("catalog.csv");
        database.transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                statement.execute(ddl);
            }
            seed(connection, catalog);
            return true;
        });
    }

    private static void seed(Connection connection, String catalog) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT 1 FROM products LIMIT 1")) {
            if (rows.next()) {
                return;
            }
        }
        var sql = "INSERT INTO products (sku, name, description, origin, price, stock) VALUES (?, ?, ?, ?, ?, ?)";
        try (var insert = connection.prepareStatement(sql)) {
            for (var line : catalog.lines().toList()) {
                var fields = line.split("\\|", -1);
                for (int i = 0; i < 4; i++) {
                    insert.setString(i + 1, fields[i]);
                }
                insert.setBigDecimal(5, new BigDecimal(fields[4]));
                insert.setInt(6, FIRST_STOCK);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = requireNonNull(Schema.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
