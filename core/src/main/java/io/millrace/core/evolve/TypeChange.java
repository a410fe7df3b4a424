package io.millrace.core.evolve;

import io.millrace.core.type.Conversion;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.LowCardinality;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a change of a column's type requires in the warehouse. */
enum TypeChange {
    /** Nothing: same type, same values. */
    NONE,
    /** The same type in the warehouse; the source may have rewritten its values. */
    VALUES_ONLY,
    /** Another type that holds each stored value unchanged. */
    WIDENS,
    /** Another type; only the source knows the converted values. */
    REPLACES;

    private static final List<Simple> INTEGERS = List.of(Simple.INT16, Simple.INT32, Simple.INT64);
    private static final Pattern LENGTH = Pattern.compile("(character varying|varchar)(?:\\((\\d+)\\))?");

    /**
     * @param from the type of the storage column
     * @param to the type that the source's column maps to now
     * @param before the source's type before, as {@code format_type} writes it, empty for unknown
     * @param after the source's type now, empty for unknown
     */
    static TypeChange between(WarehouseType from, WarehouseType to, String before, String after) {
        WarehouseType bareFrom = bare(from);
        WarehouseType bareTo = bare(to);
        if (bareFrom.equals(bareTo)
                || Conversion.between(TypeMapping.nullable(to), TypeMapping.nullable(from)) == null) {
            boolean known = !before.isEmpty() && !after.isEmpty();
            return !known || before.equals(after) || keepsText(before, after) ? NONE : VALUES_ONLY;
        }
        return widens(bareFrom, bareTo) ? WIDENS : REPLACES;
    }

    private static boolean widens(WarehouseType from, WarehouseType to) {
        int integer = from instanceof Simple simple ? INTEGERS.indexOf(simple) : -1;
        if (integer >= 0) {
            return (to instanceof Simple simple && INTEGERS.indexOf(simple) > integer)
                    || (to instanceof Decimal decimal && decimal.precision() - decimal.scale() >= digits(integer))
                    || to == Simple.STRING;
        }
        if (from instanceof Decimal small && to instanceof Decimal large) {
            return large.scale() >= small.scale()
                    && large.precision() - large.scale() >= small.precision() - small.scale();
        }
        return (from == Simple.FLOAT32 && to == Simple.FLOAT64) || (from == Simple.UUID && to == Simple.STRING);
    }

    private static int digits(int integer) {
        return List.of(5, 10, 19).get(integer);
    }

    /** Whether Postgres makes such a change without touching values: a longer or removed length limit. */
    private static boolean keepsText(String before, String after) {
        Matcher old = LENGTH.matcher(before);
        if (!old.matches()) {
            return before.equals("text") && (after.equals("character varying") || after.equals("varchar"));
        }
        if (after.equals("text")) {
            return true;
        }
        Matcher now = LENGTH.matcher(after);
        if (!now.matches()) {
            return false;
        }
        return now.group(2) == null
                || (old.group(2) != null && Integer.parseInt(now.group(2)) >= Integer.parseInt(old.group(2)));
    }

    /** The type without Nullable; LowCardinality is kept. */
    static WarehouseType withoutNull(WarehouseType type) {
        if (type instanceof LowCardinality inner) {
            return new LowCardinality(withoutNull(inner.of()));
        }
        return type instanceof Nullable inner ? inner.of() : type;
    }

    private static WarehouseType bare(WarehouseType type) {
        if (type instanceof Nullable inner) {
            return bare(inner.of());
        }
        return type instanceof LowCardinality inner ? bare(inner.of()) : type;
    }
}
