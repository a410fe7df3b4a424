package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The current rows of a table whose rows are identified by all their values: equal ones are summed up, 1 for a row that
 * a change created and -1 for one that it removed, and shown that many times.
 *
 * <p>Rows are compared as they are <em>now</em>, in the columns that the source has now, not by a hash from when they
 * landed: so the removal of a row cancels its creation even if the table has changed in between. A row older than a
 * column has the column's default, one of a wider past has lost what was dropped, as in the source.
 */
final class MultisetView {
    private MultisetView() {}

    private static String stored(String alias, WarehouseColumn column) {
        return alias + "." + Identifiers.quote(column.name());
    }

    private static boolean isJson(WarehouseColumn column) {
        return bare(column.type()) == Simple.JSON;
    }

    private static WarehouseType bare(WarehouseType type) {
        return type instanceof WarehouseType.Nullable inner ? inner.of() : type;
    }

    /** A column's value in a group of equal rows of storage, {@code shown} or not. */
    static String value(String alias, WarehouseColumn column, List<WarehouseColumn> shown) {
        String value = stored(alias, column);
        return shown.contains(column) && !isJson(column) ? value : "any(" + value + ")";
    }

    /** What makes rows of storage equal. Two also differ if only the exact text of a rescued value differs. */
    static String groups(String alias, List<WarehouseColumn> shown) {
        List<String> groups = new ArrayList<>();
        // JSON cannot be grouped by; its text is the same for the same value.
        shown.forEach(column ->
                groups.add(isJson(column) ? "toString(" + stored(alias, column) + ")" : stored(alias, column)));
        String columns =
                shown.stream().map(column -> Identifiers.literal(column.name())).collect(Collectors.joining(", "));
        groups.add("arraySort(arrayFilter(m -> m.1 IN (" + columns + "), arrayZip(mapKeys(" + alias
                + ".`_rescued`), mapValues(" + alias + ".`_rescued`))))");
        return String.join(", ", groups);
    }

    /** @param condition which rows of storage count, by {@link TableDdl#alias} of {@code s} */
    static String select(TableNames names, WarehouseTable table, String condition) {
        List<WarehouseColumn> shown = table.shown();
        String s = TableDdl.alias(table, "s");
        String r = TableDdl.alias(table, "r");
        String copies = TableDdl.alias(table, "copies");
        List<String> values = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (WarehouseColumn column : shown) {
            String alias = "c" + (values.size() + 1);
            values.add(value(s, column, shown) + " AS " + alias);
            outputs.add("    " + r + "." + alias + " AS "
                    + Identifiers.quote(column.origin().name()));
        }
        return "SELECT\n" + String.join(",\n", outputs) + "\nFROM\n(\n    SELECT " + String.join(", ", values)
                + ", sum(" + s + ".`_sign`) AS " + copies + "\n    FROM " + names.rows() + " AS " + s
                + " FINAL\n    WHERE " + condition + "\n    GROUP BY " + groups(s, shown) + "\n    HAVING " + copies
                + " > 0\n) AS " + r + "\nARRAY JOIN range(toUInt64(" + r + "." + copies + ")) AS "
                + TableDdl.alias(table, "copy");
    }
}
