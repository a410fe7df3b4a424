package io.millrace.postgres.setup;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TablePattern;
import io.millrace.core.protect.Protection;
import io.millrace.postgres.Session;
import io.millrace.postgres.catalog.TablePatterns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the rules for columns: what they protect, patterns without a match, and where they cannot apply. */
public final class ColumnRuleChecks {
    private static final int LISTED = 20;

    private static final String COLUMNS = """
            SELECT n.nspname, c.relname, a.attname,
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisprimary OR i.indisreplident)
                           AND a.attnum = ANY (i.indkey)), a.atttypid = 'money'::regtype
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            ORDER BY 1, 2, a.attnum
            """;

    private final Session session;

    public ColumnRuleChecks(Session session) {
        this.session = session;
    }

    public List<Finding> check(CaptureRequest request) throws SQLException {
        if (request.columns().isEmpty()) {
            return List.of();
        }
        TablePatterns patterns = new TablePatterns(request.tables(), request.exclude());
        List<Finding> findings = new ArrayList<>();
        List<String> protectedColumns = new ArrayList<>();
        Set<String> idle = new LinkedHashSet<>(request.columns().named());
        for (List<String> row : session.rows(COLUMNS)) {
            TableId table = new TableId(row.get(0), row.get(1));
            String column = table + "." + row.get(2);
            Optional<Protection> rule = request.columns().of(table, row.get(2));
            if (rule.isEmpty() || !patterns.matches(table)) {
                continue;
            }
            idle.removeIf(pattern -> TablePattern.names(pattern).test(column));
            if (row.get(3).equals("t")) {
                findings.add(inKey(table, column, request.columns().named().contains(column)));
            } else if (row.get(4).equals("t") && rule.get() == Protection.HASH) {
                findings.add(Finding.about(
                        column,
                        Level.BLOCKER,
                        "columns",
                        "its type is money, whose text is another in each session, so it cannot be hashed: mask it or"
                                + " drop it in source.columns"));
            } else {
                protectedColumns.add(column + " (" + rule.get().text() + ")");
            }
        }
        idle.forEach(pattern -> findings.add(Finding.about(
                pattern,
                Level.WARNING,
                "columns",
                "this pattern of source.columns names no column of a captured table, so it protects nothing: mind its"
                        + " spelling, and that the whole name is schema.table.column")));
        if (!protectedColumns.isEmpty()) {
            String more =
                    protectedColumns.size() > LISTED ? " and " + (protectedColumns.size() - LISTED) + " more" : "";
            findings.add(Finding.of(
                    Level.OK,
                    "columns",
                    "protected before they enter the log: "
                            + String.join(
                                    ", ",
                                    protectedColumns.stream().limit(LISTED).toList()) + more));
        }
        return findings;
    }

    /** A pattern can match a table that is created later, which must not stop the capture of others. */
    private static Finding inKey(TableId table, String column, boolean byName) {
        return Finding.about(
                column,
                byName ? Level.BLOCKER : Level.WARNING,
                "columns",
                "it is part of the key of " + table + ", which identifies rows, so it can be neither dropped, masked"
                        + " nor hashed, and the table is not captured: remove it from source.columns, or put"
                        + " " + table + " into source.exclude");
    }
}
