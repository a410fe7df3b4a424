package io.millrace.e2e.types;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of every type that a table can have, as the catalog lists them.
 *
 * @param name the column's name
 * @param type its type as it stands in DDL
 * @param base {@code pg_type.typname} of its values, or of their elements
 * @param kind {@code pg_type.typtype} of the same
 * @param array whether values are arrays
 * @param version the source's major version
 */
record Columns(String name, String type, String base, String kind, boolean array, int version) {
    static final List<String> EXTENSIONS = List.of(
            "citext",
            "hstore",
            "ltree",
            "cube",
            "seg",
            "isn",
            "intarray",
            "lo",
            "earthdistance",
            "pg_trgm",
            "btree_gist",
            "tablefunc");

    static final List<String> TYPES = List.of(
            "CREATE TYPE mood AS ENUM ('sad', 'ok', 'with ''quote'', comma and {brace}', 'ÜBER')",
            "CREATE TYPE inner_pair AS (a int, \"B b\" text)",
            "CREATE TYPE address AS (street text, number int, flag bool, price numeric(10,2), tags text[], pair inner_pair, more jsonb)",
            "CREATE TYPE floatrange AS RANGE (subtype = float8)",
            "CREATE DOMAIN d_int AS int CHECK (VALUE > 0)",
            "CREATE DOMAIN d_d_int AS d_int",
            "CREATE DOMAIN d_text AS text",
            "CREATE DOMAIN d_bool AS bool",
            "CREATE DOMAIN d_bytea AS bytea",
            "CREATE DOMAIN d_float8 AS float8",
            "CREATE DOMAIN d_oid AS oid",
            "CREATE DOMAIN d_uuid AS uuid",
            "CREATE DOMAIN d_numeric AS numeric(10,2)",
            "CREATE DOMAIN d_ints AS int[]",
            "CREATE DOMAIN d_hstore AS hstore",
            "CREATE DOMAIN d_date AS date");

    private static final String LIST = """
            SELECT t.typname, t.typtype, format_type(t.oid, -1) AS ddl,
                   (SELECT format_type(a.oid, -1) FROM pg_type a WHERE a.oid = t.typarray) AS array_ddl
            FROM pg_type t
            JOIN pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_class c ON c.oid = t.typrelid
            WHERE n.nspname IN ('pg_catalog', 'public')
              AND t.typtype <> 'p'
              AND (t.typtype <> 'c' OR c.relkind = 'c')
              AND NOT (t.typcategory = 'A' AND EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid))
            ORDER BY t.typname""";

    static List<Columns> all(Connection connection) throws SQLException {
        List<Columns> columns = new ArrayList<>();
        int version = connection.getMetaData().getDatabaseMajorVersion();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LIST)) {
            while (row.next()) {
                String base = row.getString(1);
                String kind = row.getString(2);
                columns.add(new Columns("c_" + base, row.getString(3), base, kind, false, version));
                String array = row.getString(4);
                if (array != null && !Samples.WITHOUT_INPUT.contains(base)) {
                    columns.add(new Columns("a_" + base, array, base, kind, true, version));
                }
            }
        }
        columns.add(new Columns("c_numeric_10_2", "numeric(10,2)", "numeric", "b", false, version));
        if (version >= 15) {
            columns.add(new Columns("c_numeric_5_neg", "numeric(5,-2)", "numeric", "b", false, version));
        }
        columns.add(new Columns("a_numeric_10_2", "numeric(10,2)[]", "numeric", "b", true, version));
        columns.add(new Columns("aa_int4", "int4[][]", "int4", "b", true, version));
        columns.add(new Columns("aa_text", "text[][]", "text", "b", true, version));
        columns.add(new Columns("c_varchar_20", "varchar(20)", "varchar", "b", false, version));
        columns.add(new Columns("c_bpchar_5", "char(5)", "bpchar", "b", false, version));
        columns.add(new Columns("c_bit_8", "bit(8)", "varbit", "b", false, version));
        columns.add(new Columns("c_timestamp_3", "timestamp(3)", "timestamp", "b", false, version));
        columns.add(new Columns("c_time_3", "time(3)", "time", "b", false, version));
        return columns;
    }

    /** Expressions of SQL for the column's values, one for each row; the last is NULL. */
    List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        if (!Samples.WITHOUT_INPUT.contains(base)) {
            List<String> samples = fitting();
            String element = array ? type.substring(0, type.indexOf("[]")) : type;
            for (String sample : samples) {
                if (!array) {
                    expressions.add(literal(sample, type));
                }
            }
            if (array) {
                expressions.add(elements(samples, element));
                expressions.add("'{}'::" + type);
                expressions.add("ARRAY[NULL]::" + type);
                String first = literal(samples.get(0), element);
                expressions.add("ARRAY[[" + first + ", NULL],[" + first + "," + first + "]]::" + type);
                expressions.add("ARRAY[[[" + first + "]]]::" + type);
                expressions.add("array_fill(" + first + ", ARRAY[2], ARRAY[0])::" + type);
            }
        }
        expressions.add("NULL");
        return expressions;
    }

    /** An array in an array of a domain of arrays is no more-dimensional array. */
    private String elements(List<String> samples, String element) {
        List<String> items = new ArrayList<>();
        samples.forEach(sample -> items.add(literal(sample, element)));
        items.add("NULL");
        return "ARRAY[" + String.join(", ", items) + "]::" + type;
    }

    private List<String> fitting() {
        List<String> samples = Samples.of(base, version);
        return switch (type) {
            case "numeric(10,2)", "numeric(10,2)[]" -> List.of("0", "12.34", "-99999999.99", "NaN");
            case "numeric(5,-2)" -> List.of("0", "1234567", "-9999900", "NaN");
            case "varchar(20)" -> samples.subList(0, 2);
            case "bit(8)" -> List.of("00000000", "00010000", "11111111");
            default -> samples;
        };
    }

    private static String literal(String text, String type) {
        if (type.equals("bytea") && !text.startsWith("\\")) {
            return "'" + text + "'::bytea";
        }
        String quoted = "'" + text.replace("'", "''") + "'";
        return type.equals("money") ? quoted + "::numeric::money" : quoted + "::" + type;
    }
}
