package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.type.WarehouseType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** A key value as a constant in SQL, of exactly its column's type so that the primary index is used. */
final class KeyLiteral {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private KeyLiteral() {}

    static String of(Object value, WarehouseType type) {
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
