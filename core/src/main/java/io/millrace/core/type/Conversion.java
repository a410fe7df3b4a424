package io.millrace.core.type;

import io.millrace.core.type.WarehouseType.Array;
import io.millrace.core.type.WarehouseType.DateTime64;
import io.millrace.core.type.WarehouseType.Decimal;
import io.millrace.core.type.WarehouseType.LowCardinality;
import io.millrace.core.type.WarehouseType.Simple;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value of one warehouse type into another's, for a column that kept its type when the source changed its own.
 * Stateless. A value that the target cannot hold lands as the type's NULL or zero, its exact text as a misfit.
 */
public final class Conversion {
    private final WarehouseType from;
    private final WarehouseType to;
    private final WarehouseType target;

    private Conversion(WarehouseType from, WarehouseType to) {
        this.from = bare(from);
        this.to = bare(to);
        this.target = to;
    }

    /** The conversion, null where values of the one type are values of the other. */
    public static @Nullable Conversion between(WarehouseType from, WarehouseType to) {
        WarehouseType bareFrom = bare(from);
        WarehouseType bareTo = bare(to);
        boolean sameValues = bareFrom.equals(bareTo) || sameTicks(bareFrom, bareTo) || sameElements(bareFrom, bareTo);
        boolean nullFits = !holdsNull(from) || holdsNull(to);
        return sameValues && nullFits ? null : new Conversion(from, to);
    }

    /** Time zones say how a column is shown, not what it holds. */
    private static boolean sameTicks(WarehouseType from, WarehouseType to) {
        return from instanceof DateTime64 a && to instanceof DateTime64 b && a.precision() == b.precision();
    }

    private static boolean sameElements(WarehouseType from, WarehouseType to) {
        return from instanceof Array a && to instanceof Array b && bare(a.of()).equals(bare(b.of()));
    }

    /** Whether the target holds every text, also that of a value which the type before could not hold. */
    public boolean takesAnyText() {
        return to == Simple.STRING;
    }

    /**
     * The source's exact text as a value of the target.
     *
     * @param exact what {@link Misfit} has of the value
     */
    public @Nullable Object ofText(String exact) {
        boolean noNull = from instanceof Array || from instanceof WarehouseType.MapOf;
        return noNull && exact.equals("NULL") && holdsNull(target) ? null : exact;
    }

    public @Nullable Object convert(@Nullable Object value, Misfit misfit) {
        if (value == null) {
            if (!holdsNull(target)) {
                misfit.note("NULL");
            }
            return Zero.of(target);
        }
        if (from.equals(to)) {
            return value;
        }
        String text = ValueText.of(value, from);
        try {
            Object converted = parse(value, text, misfit);
            if (converted == null) {
                misfit.note(text);
                return Zero.of(target);
            }
            return converted;
        } catch (BadValueException | ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
            misfit.note(text);
            return Zero.of(target);
        }
    }

    private @Nullable Object parse(Object value, String text, Misfit misfit) {
        char[] chars = text.toCharArray();
        if (to instanceof Decimal decimal) {
            return NumberReaders.decimal(decimal.precision(), decimal.scale()).ofText(chars, 0, chars.length, misfit);
        }
        if (to instanceof DateTime64 time) {
            return ValueText.timestamp(text, time.precision(), misfit);
        }
        if (to instanceof Simple simple) {
            return switch (simple) {
                case STRING -> value instanceof byte[] ? value : text;
                case JSON -> JsonReader.JSON.ofText(chars, 0, chars.length, misfit);
                case BOOL -> ValueText.truth(text);
                case INT16 -> NumberReaders.INT16.ofLong(ValueText.whole(text), misfit);
                case INT32 -> NumberReaders.INT32.ofLong(ValueText.whole(text), misfit);
                case INT64 -> ValueText.whole(text);
                case UINT32 -> NumberReaders.UINT32.ofLong(ValueText.whole(text), misfit);
                case UINT64 -> Long.parseUnsignedLong(text);
                case FLOAT32, FLOAT64 -> Double.valueOf(text);
                case UUID -> TextReaders.UUID_TEXT.ofText(chars, 0, chars.length, misfit);
                case DATE32 -> ValueText.date(text, misfit);
            };
        }
        return to instanceof WarehouseType.Other ? text : null;
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
