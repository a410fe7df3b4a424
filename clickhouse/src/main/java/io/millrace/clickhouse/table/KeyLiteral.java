package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.type.warehouse.WarehouseType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * A key value as a constant in SQL, of exactly its column's type so that the primary index is used. Floats are compared
 * by their bits, zero without its sign: ClickHouse finds no NaN by IN, and no minus zero by zero.
 */
final class KeyLiteral {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private KeyLiteral() {}

    /** The expression that is compared with the literals. */
    static String compared(String column, WarehouseType type) {
        if (type == WarehouseType.Simple.FLOAT32) {
            return bits(
                    column, "toUInt32(" + Float.floatToIntBits(Float.NaN) + ")", "reinterpretAsUInt32", "toUInt32(0)");
        }
        return type == WarehouseType.Simple.FLOAT64
                ? bits(
                        column,
                        "toUInt64(" + Double.doubleToLongBits(Double.NaN) + ")",
                        "reinterpretAsUInt64",
                        "toUInt64(0)")
                : column;
    }

    private static String bits(String column, String nan, String bits, String zero) {
        return "multiIf(isNaN(" + column + "), " + nan + ", " + column + " = 0, " + zero + ", " + bits + "(" + column
                + "))";
    }

    private static String floating(double value, WarehouseType type) {
        // Without the sign of minus zero.
        double number = value == 0 ? 0 : value;
        return type == WarehouseType.Simple.FLOAT32
                ? "toUInt32(" + Integer.toUnsignedString(Float.floatToIntBits((float) number)) + ")"
                : "toUInt64(" + Long.toUnsignedString(Double.doubleToLongBits(number)) + ")";
    }

    /** What {@link #compared} is compared with: the bits of a float. */
    static String of(Object value, WarehouseType type) {
        return value instanceof Double number
                        && (type == WarehouseType.Simple.FLOAT32 || type == WarehouseType.Simple.FLOAT64)
                ? floating(number, type)
                : constant(value, type);
    }

    /** The value itself, of the type. */
    static String constant(Object value, WarehouseType type) {
        String text = value instanceof byte[] bytes
                ? "unhex('" + HexFormat.of().formatHex(bytes) + "')"
                : Identifiers.literal(text(value, type));
        return "CAST(" + text + ", " + Identifiers.literal(type.sql()) + ")";
    }

    private static String text(Object value, WarehouseType type) {
        if (type == WarehouseType.Simple.DATE32 && value instanceof Long day) {
            return LocalDate.ofEpochDay(day).toString();
        }
        if (type == WarehouseType.Simple.UINT64 && value instanceof Long bits) {
            return Long.toUnsignedString(bits);
        }
        if (type instanceof WarehouseType.DateTime64 time && value instanceof Long ticks) {
            return time(ticks, time.precision());
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value.toString();
    }

    private static String time(long ticks, int precision) {
        long perSecond = (long) Math.pow(10, precision);
        String seconds = SECONDS.format(Instant.ofEpochSecond(Math.floorDiv(ticks, perSecond)));
        return precision == 0
                ? seconds
                : seconds + "." + String.format("%0" + precision + "d", Math.floorMod(ticks, perSecond));
    }
}
