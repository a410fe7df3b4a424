package io.millrace.bench.workload;

import io.millrace.bench.system.MeasuredSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Inserts of one row each into a {@link PayloadTable}. */
public final class PayloadRows implements Shape {
    private final PayloadTable table;
    private long first;
    private String view = "";

    public PayloadRows(PayloadTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "payload";
    }

    @Override
    public int changes() {
        return 1;
    }

    @Override
    public void prepare(MeasuredSystem system) throws InterruptedException {
        table.create();
        long id = table.nextId();
        view = FirstRow.await(system, table.name(), table.insertStatement().replace("?", "" + id), id)
                .view();
        first = id + 1;
    }

    @Override
    public Writer writer(Connection connection) throws SQLException {
        var insert = connection.prepareStatement(table.insertStatement());
        return index -> {
            insert.setLong(1, first + index);
            insert.executeUpdate();
        };
    }

    @Override
    public String question(int lowest) {
        return "SELECT id FROM " + view + " WHERE id >= " + (first + lowest);
    }

    @Override
    public void read(List<String> rows, long now, SeenTimes times) {
        rows.forEach(row -> times.see(Long.parseLong(row) - first, now));
    }
}
