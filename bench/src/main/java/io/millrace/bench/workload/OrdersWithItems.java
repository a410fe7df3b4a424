package io.millrace.bench.workload;

import io.millrace.bench.system.MeasuredSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** An order with three items in one transaction of two tables; queryable when all four rows are, in one query. */
public final class OrdersWithItems implements Shape {
    private static final int ITEMS = 3;
    private static final String ITEMS_TABLE = "millrace_bench.order_items";

    private final OrdersTable table;
    private long first;
    private String orders = "";
    private String items = "";

    public OrdersWithItems(OrdersTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "orders";
    }

    @Override
    public int changes() {
        return 1 + ITEMS;
    }

    @Override
    public void prepare(MeasuredSystem system) throws InterruptedException {
        table.create();
        system.source()
                .execute(
                        "CREATE TABLE IF NOT EXISTS " + ITEMS_TABLE + " (id bigint PRIMARY KEY,"
                                + " order_id bigint NOT NULL, sku text NOT NULL, quantity int NOT NULL, price numeric(10, 2) NOT NULL)");
        long id = table.nextId();
        orders = FirstRow.await(system, table.name(), table.insertCall(id, 1), id)
                .view();
        items = FirstRow.await(
                        system,
                        ITEMS_TABLE,
                        "INSERT INTO " + ITEMS_TABLE + " VALUES (" + id * 10 + ", " + id + ", 'SKU-00000', 1, 1)"
                                + " ON CONFLICT DO NOTHING",
                        id * 10)
                .view();
        first = id + 1;
    }

    @Override
    public Writer writer(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        var order = connection.prepareStatement(String.format(
                Locale.ROOT,
                "INSERT INTO %s VALUES (?, ?, 'SKU-00000', 3, 7.5, 22.5, 'EUR', 'NEW', NULL, now(), now(), 0)",
                table.name()));
        var item = connection.prepareStatement("INSERT INTO " + ITEMS_TABLE + " VALUES (?, ?, ?, 1, 7.5)");
        return index -> {
            long id = first + index;
            order.setLong(1, id);
            order.setInt(2, (int) (id * 7919 % 100_000));
            order.executeUpdate();
            for (int i = 0; i < ITEMS; i++) {
                item.setLong(1, id * 10 + i);
                item.setLong(2, id);
                item.setString(3, "SKU-0000" + i);
                item.addBatch();
            }
            item.executeBatch();
            connection.commit();
        };
    }

    @Override
    public String question(int lowest) {
        long from = first + lowest;
        return "SELECT id FROM " + orders + " WHERE id >= " + from + " AND id < " + OrdersTable.MARKERS_FROM
                + " AND id IN (SELECT order_id FROM " + items + " WHERE id >= " + from * 10
                + " GROUP BY order_id HAVING count() = " + ITEMS + ")";
    }

    @Override
    public void read(List<String> rows, long now, SeenTimes times) {
        rows.forEach(row -> times.see(Long.parseLong(row) - first, now));
    }
}
