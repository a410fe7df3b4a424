package io.millrace.ops.warehouse;

/** Quoting, for the few names that cannot be parameters of a query. */
final class WarehouseSql {
    private WarehouseSql() {}

    static String identifier(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    static String identifier(String database, String table) {
        return identifier(database) + "." + identifier(table);
    }

    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
