package io.millrace.core.type.warehouse;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a ClickHouse type as {@code system.columns} writes it; the inverse of {@link WarehouseType#sql()}. */
public final class WarehouseTypeParser {
    private static final Map<String, WarehouseType> SIMPLE = Arrays.stream(WarehouseType.Simple.values())
            .collect(Collectors.toUnmodifiableMap(WarehouseType.Simple::sql, Function.identity()));

    private static final Pattern DECIMAL = Pattern.compile("Decimal\\((\\d+), ?(\\d+)\\)");
    private static final Pattern DATE_TIME = Pattern.compile("DateTime64\\((\\d)(?:, ?'([^'\\\\]*)')?\\)");

    private WarehouseTypeParser() {}

    /** Never fails: types that Millrace does not create are {@link WarehouseType.Other}. */
    public static WarehouseType parse(String sql) {
        WarehouseType simple = SIMPLE.get(sql);
        if (simple != null) {
            return simple;
        }
        Matcher decimal = DECIMAL.matcher(sql);
        if (decimal.matches()) {
            return new WarehouseType.Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        Matcher dateTime = DATE_TIME.matcher(sql);
        if (dateTime.matches()) {
            String zone = dateTime.group(2);
            return new WarehouseType.DateTime64(Integer.parseInt(dateTime.group(1)), zone == null ? "" : zone);
        }
        if (wraps(sql, "Nullable")) {
            return new WarehouseType.Nullable(inside(sql, "Nullable"));
        }
        if (wraps(sql, "LowCardinality")) {
            return new WarehouseType.LowCardinality(inside(sql, "LowCardinality"));
        }
        if (wraps(sql, "Array")) {
            return new WarehouseType.Array(inside(sql, "Array"));
        }
        if (wraps(sql, "Map")) {
            String inner = sql.substring("Map(".length(), sql.length() - 1);
            int comma = outerComma(inner);
            if (comma > 0) {
                return new WarehouseType.MapOf(
                        parse(inner.substring(0, comma)),
                        parse(inner.substring(comma + 1).strip()));
            }
        }
        return new WarehouseType.Other(sql);
    }

    private static boolean wraps(String sql, String name) {
        return sql.startsWith(name + "(") && sql.endsWith(")");
    }

    private static WarehouseType inside(String sql, String name) {
        return parse(sql.substring(name.length() + 1, sql.length() - 1));
    }

    /** The first comma that stands in no parentheses; a map's key type holds no quoted text. */
    private static int outerComma(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
