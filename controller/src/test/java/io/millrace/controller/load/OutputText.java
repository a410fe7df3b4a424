package io.millrace.controller.load;

import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the output functions of the columns' types write, as pgoutput does. */
final class OutputText {
    private OutputText() {}

    /** The rows of a query; null for NULL. */
    static List<List<@Nullable String>> rows(PostgresExtension postgres, String select) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET IntervalStyle = postgres");
            List<List<@Nullable String>> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(select)) {
                while (row.next()) {
                    List<@Nullable String> values = new ArrayList<>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        values.add(row.getString(i));
                    }
                    rows.add(values);
                }
            }
            return rows;
        }
    }
}
