package io.millrace.bench.workload;

import io.millrace.bench.system.MeasuredSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Blocks of single-row transactions that a procedure in Postgres makes, for rates at which a client would cost more than what
 * is measured. A block counts as committed when its last transaction is, and as queryable when all its rows are.
 */
public final class RowBlocks implements Shape {
    private final OrdersTable table;
    private final int rows;
    private long first;
    private String view = "";

    /** @param rows transactions in each block, 1 or more */
    public RowBlocks(OrdersTable table, int rows) {
        this.table = table;
        this.rows = rows;
    }

    @Override
    public String name() {
        return "blocks";
    }

    @Override
    public int changes() {
        return rows;
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
        var statement = connection.createStatement();
        statement.execute("SET synchronous_commit = off");
        return index -> statement.execute(table.insertCall(first + (long) index * rows, rows));
    }

    @Override
    public String question(int lowest) {
        return "SELECT intDiv(id - " + first + ", " + rows + ") AS part FROM " + view + " WHERE id >= "
                + (first + (long) lowest * rows) + " AND id < " + OrdersTable.MARKERS_FROM
                + " GROUP BY part HAVING count() = " + rows;
    }

    @Override
    public void read(List<String> answer, long now, SeenTimes times) {
        answer.forEach(row -> times.see(Long.parseLong(row), now));
    }
}
