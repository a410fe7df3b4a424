package io.millrace.bench.workload;

import io.millrace.bench.system.MeasuredSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Inserts of one order each. */
public final class SingleRows implements Shape {
    static final String INSERT =
            "INSERT INTO %s VALUES (?, ?, ?, ?, ?::numeric, ?::numeric, 'EUR', 'NEW', ?, now(), now(), ?)";

    private final OrdersTable table;
    private long first;
    private String view = "";

    public SingleRows(OrdersTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "single";
    }

    @Override
    public int changes() {
        return 1;
    }

    @Override
    public void prepare(MeasuredSystem system) throws InterruptedException {
        table.create();
        long id = table.nextId();
        view = FirstRow.await(system, table.name(), table.insertCall(id, 1), id).view();
        first = id + 1;
    }

    @Override
    public Writer writer(Connection connection) throws SQLException {
        var insert = connection.prepareStatement(String.format(Locale.ROOT, INSERT, table.name()));
        return index -> {
            long id = first + index;
            double price = id * 37 % 20_000 / 100.0;
            int quantity = 1 + (int) (id % 9);
            insert.setLong(1, id);
            insert.setInt(2, (int) (id * 7919 % 100_000));
            insert.setString(3, String.format(Locale.ROOT, "SKU-%05d", id * 31 % 5_000));
            insert.setInt(4, quantity);
            insert.setString(5, String.format(Locale.ROOT, "%.2f", price));
            insert.setString(6, String.format(Locale.ROOT, "%.2f", price * quantity));
            insert.setString(7, id % 4 == 0 ? null : "order " + Long.toHexString(id * 0x9E37_79B9_7F4A_7C15L));
            insert.setInt(8, (int) (id % 1024));
            insert.executeUpdate();
        };
    }

    @Override
    public String question(int lowest) {
        return "SELECT id FROM " + view + " WHERE id >= " + (first + lowest) + " AND id < " + OrdersTable.MARKERS_FROM;
    }

    @Override
    public void read(List<String> rows, long now, SeenTimes times) {
        rows.forEach(row -> times.see(Long.parseLong(row) - first, now));
    }
}
