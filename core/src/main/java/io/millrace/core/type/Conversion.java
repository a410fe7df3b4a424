package io.millrace.core.type;

import io.millrace.core.type.read.BadValueException;
import io.millrace.core.type.read.JsonReader;
import io.millrace.core.type.read.NumberReaders;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.read.TextReaders;
import io.millrace.core.type.text.KeyText;
import io.millrace.core.type.text.ValueText;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Array;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import io.millrace.core.type.warehouse.WarehouseType.LowCardinality;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.type.warehouse.Zero;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value of one warehouse type into another's, for a column that kept its type when the source changed its own.
 * Stateless. A value that the target cannot hold is NULL, whether the column is Nullable or not, and empty in an array
 * or map; its exact text is rescued.
 */
public final class Conversion {
    private final WarehouseType from;
    private final WarehouseType to;
    private final WarehouseType target;
    private final boolean inKey;

    private Conversion(WarehouseType from, WarehouseType to, boolean inKey) {
        this.from = bare(from);
        this.to = bare(to);
        this.target = to;
        this.inKey = inKey;
    }

    /** The conversion, null if values of the one type are values of the other. */
    public static @Nullable Conversion between(WarehouseType from, WarehouseType to) {
        return between(from, to, false);
    }

    /** @param inKey whether rows are identified by the value: then equal values get one text, see {@link KeyText} */
    public static @Nullable Conversion between(WarehouseType from, WarehouseType to, boolean inKey) {
        WarehouseType bareFrom = bare(from);
        WarehouseType bareTo = bare(to);
        boolean sameValues = bareFrom.equals(bareTo) || sameTicks(bareFrom, bareTo) || sameElements(bareFrom, bareTo);
        boolean nullFits = !holdsNull(from) || holdsNull(to);
        return sameValues && nullFits ? null : new Conversion(from, to, inKey);
    }

    /** Time zones affect how a column is shown, not its values. */
    private static boolean sameTicks(WarehouseType from, WarehouseType to) {
        return from instanceof DateTime64 a && to instanceof DateTime64 b && a.precision() == b.precision();
    }

    private static boolean sameElements(WarehouseType from, WarehouseType to) {
        return from instanceof Array a && to instanceof Array b && bare(a.of()).equals(bare(b.of()));
    }

    /**
     * A value that its own type cannot hold, in the target.
     *
     * @param value the value as far as its own type holds it
     * @param exact its rescued text
     */
    public @Nullable Object convert(@Nullable Object value, String exact, Rescue rescue) {
        boolean container = isContainer(from);
        if (container && exact.equals("NULL") && holdsNull(target)) {
            return null;
        }
        if (to == Simple.STRING) {
            return inKey ? KeyText.ofExact(exact, from) : exact;
        }
        Object converted = value;
        if (container && value != null) {
            converted = convert(value, rescue);
        } else if (!from.equals(to)) {
            converted = converted(exact, exact, rescue);
            if (to != Simple.FLOAT32 && to != Simple.FLOAT64) {
                return converted;
            }
        }
        rescue.keep(exact);
        return converted == null ? nothing() : converted;
    }

    public @Nullable Object convert(@Nullable Object value, Rescue rescue) {
        if (value == null) {
            if (!holdsNull(target)) {
                rescue.keep("NULL");
            }
            return nothing();
        }
        if (from.equals(to)) {
            return value;
        }
        boolean key = inKey && to == Simple.STRING;
        return converted(value, key ? KeyText.of(value, from) : ValueText.of(value, from), rescue);
    }

    private @Nullable Object converted(Object value, String text, Rescue rescue) {
        try {
            Object converted = parse(value, text, rescue);
            if (converted != null) {
                return converted;
            }
        } catch (BadValueException | ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
            // As what follows.
        }
        rescue.keep(text);
        return nothing();
    }

    /** The value for none: NULL if the type allows it. */
    private @Nullable Object nothing() {
        return isContainer(target) ? Zero.of(target) : null;
    }

    private static boolean isContainer(WarehouseType type) {
        return type instanceof Array || type instanceof WarehouseType.MapOf;
    }

    private @Nullable Object parse(Object value, String text, Rescue rescue) {
        char[] chars = text.toCharArray();
        if (to instanceof Decimal decimal) {
            return NumberReaders.decimal(decimal.precision(), decimal.scale()).ofText(chars, 0, chars.length, rescue);
        }
        if (to instanceof DateTime64 time) {
            return ValueText.timestamp(text, time.precision(), rescue);
        }
        if (to instanceof Simple simple) {
            return switch (simple) {
                case STRING -> value instanceof byte[] ? value : text;
                case JSON -> JsonReader.JSON.ofText(chars, 0, chars.length, rescue);
                case BOOL -> ValueText.truth(text);
                case INT16 -> NumberReaders.INT16.ofLong(ValueText.whole(text), rescue);
                case INT32 -> NumberReaders.INT32.ofLong(ValueText.whole(text), rescue);
                case INT64 -> ValueText.whole(text);
                case UINT32 -> NumberReaders.UINT32.ofLong(ValueText.whole(text), rescue);
                case UINT64 -> Long.parseUnsignedLong(text);
                case FLOAT32 -> finite(text, Float.MAX_VALUE);
                case FLOAT64 -> finite(text, Double.MAX_VALUE);
                case UUID -> TextReaders.UUID_TEXT.ofText(chars, 0, chars.length, rescue);
                case DATE32 -> ValueText.date(text, rescue);
            };
        }
        return to instanceof WarehouseType.Other ? text : null;
    }

    /** Null for a number beyond the largest; infinities and NaN are what they are. */
    private static @Nullable Double finite(String text, double largest) {
        double number = Double.parseDouble(text);
        boolean overflows = Math.abs(number) > largest && !text.endsWith("Infinity");
        return overflows ? null : number;
    }

    private static boolean holdsNull(WarehouseType type) {
        return type instanceof WarehouseType.Nullable
                || type instanceof WarehouseType.Other
                || (type instanceof LowCardinality inner && holdsNull(inner.of()));
    }

    private static WarehouseType bare(WarehouseType type) {
        if (type instanceof WarehouseType.Nullable inner) {
            return bare(inner.of());
        }
        return type instanceof LowCardinality inner ? bare(inner.of()) : type;
    }
}
