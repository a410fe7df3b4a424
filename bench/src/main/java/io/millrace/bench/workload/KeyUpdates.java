package io.millrace.bench.workload;

import io.millrace.bench.system.MeasuredSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Updates of a hundred rows by turns, each with the next number in the column {@code flags}. An update is queryable when the view
 * shows its number or, of the same row, a later one.
 */
public final class KeyUpdates implements Shape {
    private static final int KEYS = 100;

    private final OrdersTable table;
    private final String name;
    private final long spacing;
    private long firstId;
    private long firstNumber;
    private String view = "";

    private KeyUpdates(OrdersTable table, String name, long spacing) {
        this.table = table;
        this.name = name;
        this.spacing = spacing;
    }

    /** A hundred rows in parallel, which are hot. */
    public static KeyUpdates hot(OrdersTable table) {
        return new KeyUpdates(table, "hot", 1);
    }

    /** A hundred rows spread over a table that has ids from 1 to so many. */
    public static KeyUpdates spread(OrdersTable table, long rows) {
        return new KeyUpdates(table, "updates", Math.max(rows / KEYS, 1));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int changes() {
        return 1;
    }

    /** Updates of one row stay in order only where one client makes them. */
    @Override
    public int mostClients() {
        return 4;
    }

    @Override
    public void prepare(MeasuredSystem system) throws InterruptedException {
        table.create();
        long id = table.nextId();
        if (spacing == 1) {
            firstId = id;
            view = FirstRow.await(system, table.name(), table.insertCall(id, KEYS), id + KEYS - 1)
                    .view();
        } else {
            firstId = 1;
            view = FirstRow.await(system, table.name(), table.insertCall(id, 1), id)
                    .view();
        }
        firstNumber =
                1 + system.source().number("SELECT max(flags) FROM " + table.name() + " WHERE id IN (" + ids() + ")");
    }

    private String ids() {
        return IntStream.range(0, KEYS).mapToObj(key -> "" + id(key)).collect(Collectors.joining(", "));
    }

    private long id(int key) {
        return firstId + key * spacing;
    }

    @Override
    public Writer writer(Connection connection) throws SQLException {
        var update = connection.prepareStatement(
                "UPDATE " + table.name() + " SET flags = ?, status = ?, updated_at = now() WHERE id = ?");
        return index -> {
            update.setInt(1, (int) (firstNumber + index));
            update.setString(2, index % 2 == 0 ? "PAID" : "SHIPPED");
            update.setLong(3, id(index % KEYS));
            update.executeUpdate();
        };
    }

    @Override
    public String question(int lowest) {
        return "SELECT id, flags FROM " + view + " WHERE id IN (" + ids() + ") AND flags >= " + (firstNumber + lowest);
    }

    @Override
    public void read(List<String> rows, long now, SeenTimes times) {
        for (var row : rows) {
            int tab = row.indexOf('\t');
            long newest = Long.parseLong(row.substring(tab + 1)) - firstNumber;
            // Earlier updates of this row are superseded.
            for (long index = newest; index >= 0 && times.see(index, now); index -= KEYS) {}
        }
    }
}
