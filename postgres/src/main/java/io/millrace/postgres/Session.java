package io.millrace.postgres;

import io.millrace.core.event.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Short queries and statements on one connection. */
public final class Session {
    private final Connection connection;

    public Session(Connection connection) {
        this.connection = connection;
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row; empty if there is no row, or NULL in it. */
    public Optional<String> text(String sql, String... parameters) throws SQLException {
        List<List<String>> rows = rows(sql, parameters);
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(rows.get(0).get(0));
    }

    public boolean truth(String sql, String... parameters) throws SQLException {
        return text(sql, parameters).filter("t"::equals).isPresent();
    }

    public long number(String sql, String... parameters) throws SQLException {
        return Long.parseLong(text(sql, parameters).orElse("0"));
    }

    /** The first two columns as table names. */
    public List<TableId> tables(String sql, String... parameters) throws SQLException {
        return rows(sql, parameters).stream()
                .map(row -> new TableId(row.get(0), row.get(1)))
                .toList();
    }

    public List<List<String>> rows(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                List<List<String>> rows = new ArrayList<>();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
                return rows;
            }
        }
    }
}
