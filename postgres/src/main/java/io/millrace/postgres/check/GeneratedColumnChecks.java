package io.millrace.postgres.check;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.event.TableId;
import io.millrace.postgres.Session;
import io.millrace.postgres.Sql;
import io.millrace.postgres.catalog.TablePatterns;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.PublicationOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Generated columns: which of them are not in the stream, and where they stop the source's own writers. */
final class GeneratedColumnChecks {
    private static final String COLUMNS = """
            SELECT n.nspname, c.relname, a.attname, a.attgenerated, c.relreplident
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attgenerated <> '' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relpersistence = 'p' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            ORDER BY 1, 2, a.attnum
            """;

    private final Session session;

    GeneratedColumnChecks(Session session) {
        this.session = session;
    }

    List<Finding> check(CaptureRequest request) throws SQLException {
        TablePatterns patterns = new TablePatterns(request.tables(), request.exclude());
        boolean storedAreStreamed = new PublicationOptions(session).withGeneratedColumns();
        List<Finding> findings = new ArrayList<>();
        for (List<String> row : session.rows(COLUMNS)) {
            TableId table = new TableId(row.get(0), row.get(1));
            if (!patterns.matches(table)) {
                continue;
            }
            String column = table + "." + row.get(2);
            boolean virtual = row.get(3).equals("v");
            if (virtual && row.get(4).equals("f")) {
                findings.add(refused(table, column));
            }
            if (virtual) {
                findings.add(note(column, "a virtual generated column is computed when it is read"));
            } else if (!storedAreStreamed) {
                findings.add(note(column, "a generated column is published from Postgres 18 on"));
            }
        }
        return findings;
    }

    private static Finding note(String column, String why) {
        return Finding.about(
                column,
                Level.NOTE,
                "generated",
                why
                        + ": it is not in the stream, and the warehouse does not have it. Compute it there, in a view of yours");
    }

    private static Finding refused(TableId table, String column) {
        return Finding.about(
                table.toString(),
                Level.WARNING,
                "replica_identity",
                "its replica identity is FULL, of which the virtual generated column " + column
                        + " cannot be a part: Postgres refuses to update or delete its rows while it is published. It is"
                        + " captured as append-only as long as rows are only inserted; where that has happened, it is left"
                        + " out. Give it a primary key, then",
                "ALTER TABLE " + Sql.table(table) + " REPLICA IDENTITY DEFAULT;");
    }
}
