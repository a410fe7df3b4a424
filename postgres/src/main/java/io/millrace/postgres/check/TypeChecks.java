package io.millrace.postgres.check;

import io.millrace.core.doctor.Finding;
import io.millrace.core.doctor.Finding.Level;
import io.millrace.core.event.TableId;
import io.millrace.postgres.Session;
import io.millrace.postgres.catalog.TablePatterns;
import io.millrace.postgres.setup.CaptureRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remarks about columns whose values land by a documented but unexpected rule. */
final class TypeChecks {
    /** The precision is the upper half of the modifier minus 4, as packed by {@code numeric_in}. */
    private static final String COLUMNS = """
            SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                   CASE WHEN b.typname = 'numeric' AND a.atttypmod = -1 AND t.typtypmod = -1 THEN 'unbound'
                        WHEN b.typname = 'numeric' AND ((greatest(a.atttypmod, t.typtypmod) - 4) >> 16) & 65535 > 76
                             THEN 'wide'
                        WHEN b.typname = 'money' THEN 'money'
                        WHEN b.typtype = 'c' THEN 'composite'
                        WHEN bn.nspname <> 'pg_catalog' AND b.typtype = 'b'
                             AND b.typname NOT IN ('citext', 'hstore', 'ltree', 'vector') THEN 'extension'
                   END
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_type t ON t.oid = a.atttypid
            JOIN pg_type e ON e.oid = CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN t.typelem ELSE t.oid END
            JOIN pg_type b ON b.oid = CASE WHEN e.typtype = 'd' THEN e.typbasetype ELSE e.oid END
            JOIN pg_namespace bn ON bn.oid = b.typnamespace
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relpersistence = 'p' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            ORDER BY 1, 2, a.attnum
            """;

    private final Session session;

    TypeChecks(Session session) {
        this.session = session;
    }

    private record Kind(String kind, String type) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byKind = kind.compareTo(other.kind);
            return byKind == 0 ? type.compareTo(other.type) : byKind;
        }
    }

    List<Finding> check(CaptureRequest request) throws SQLException {
        TablePatterns patterns = new TablePatterns(request.tables(), request.exclude());
        Map<Kind, List<String>> columns = new TreeMap<>();
        int ordinary = 0;
        for (List<String> row : session.rows(COLUMNS)) {
            TableId table = new TableId(row.get(0), row.get(1));
            String kind = row.get(4);
            if (!patterns.matches(table)) {
                continue;
            }
            // The driver returns NULL as null.
            if (kind == null) {
                ordinary++;
            } else {
                columns.computeIfAbsent(new Kind(kind, row.get(3)), key -> new ArrayList<>())
                        .add(table + "." + row.get(2));
            }
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(Level.OK, "types", ordinary + " columns have types that land as themselves"));
        columns.forEach((kind, names) -> findings.add(
                Finding.about(Named.some(names), Level.NOTE, "types", kind.type() + " " + rule(kind.kind()))));
        return findings;
    }

    private static String rule(String kind) {
        return switch (kind) {
            case "unbound" ->
                "has no declared precision and lands as Decimal(76, 38): digits that do not fit are kept as text in"
                        + " _rescued. A declared precision, such as numeric(38, 9), lands as itself";
            case "wide" -> "has more than 76 digits: what does not fit is kept as text in _rescued";
            case "money" -> "lands as Decimal(19, 2): right where lc_monetary has two digits of fraction";
            case "composite" -> "is a composite type and lands as text";
            default -> "is a type that Millrace does not know: it lands as Postgres' text";
        };
    }
}
