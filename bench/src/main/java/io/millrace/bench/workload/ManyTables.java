package io.millrace.bench.workload;

import io.millrace.bench.system.MeasuredSystem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Inserts that go to many tables by turns. At most ten of the tables are polled: a query over hundreds of views would
 * cost more than what is measured.
 */
public final class ManyTables implements Shape {
    private static final int LOOKED_AT = 10;

    private final int tables;
    private final List<String> views = new ArrayList<>();
    private long first;

    /** @param tables how many, 1 or more */
    public ManyTables(int tables) {
        this.tables = tables;
    }

    @Override
    public String name() {
        return "tables";
    }

    @Override
    public int changes() {
        return 1;
    }

    private static String table(int number) {
        return "millrace_bench.many_" + number;
    }

    @Override
    public void prepare(MeasuredSystem system) throws InterruptedException {
        var source = system.source();
        source.execute("CREATE SCHEMA IF NOT EXISTS millrace_bench");
        for (int i = 0; i < tables; i++) {
            source.execute("CREATE TABLE IF NOT EXISTS " + table(i)
                    + " (id bigint PRIMARY KEY, payload text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())");
        }
        first = source.number("SELECT coalesce(max(id), 0) + 1 FROM " + table(0));
        views.clear();
        for (int i = 0; i < tables; i++) {
            views.add(FirstRow.await(
                            system,
                            table(i),
                            "INSERT INTO " + table(i) + " VALUES (" + first + ", 'first') ON CONFLICT DO NOTHING",
                            first)
                    .view());
        }
        first++;
    }

    /** Drops the tables in the source. */
    public void drop(MeasuredSystem system) {
        system.source()
                .execute(IntStream.range(0, tables)
                        .mapToObj(i -> "DROP TABLE IF EXISTS " + table(i))
                        .collect(Collectors.joining("; ")));
    }

    @Override
    public Writer writer(Connection connection) throws SQLException {
        Map<Integer, PreparedStatement> inserts = new HashMap<>();
        return index -> {
            int number = index % tables;
            var insert = inserts.get(number);
            if (insert == null) {
                insert = connection.prepareStatement("INSERT INTO " + table(number) + " VALUES (?, ?)");
                inserts.put(number, insert);
            }
            insert.setLong(1, first + index);
            insert.setString(2, "change " + index + " of a benchmark");
            insert.executeUpdate();
        };
    }

    @Override
    public boolean isLookedAt(int index) {
        return index % tables < LOOKED_AT;
    }

    @Override
    public String question(int lowest) {
        return views.stream()
                .limit(LOOKED_AT)
                .map(view -> "SELECT id FROM " + view + " WHERE id >= " + (first + lowest))
                .collect(Collectors.joining(" UNION ALL "));
    }

    @Override
    public void read(List<String> rows, long now, SeenTimes times) {
        rows.forEach(row -> times.see(Long.parseLong(row) - first, now));
    }
}
