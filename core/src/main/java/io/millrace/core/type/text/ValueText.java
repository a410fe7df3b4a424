package io.millrace.core.type.text;

import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.read.TimeReaders;
import io.millrace.core.type.read.TimeText;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of warehouse types as text, close to how Postgres writes them, and back. */
public final class ValueText {
    private ValueText() {}

    private static final HexFormat HEX = HexFormat.of();

    public static String of(Object value, WarehouseType type) {
        if (value instanceof byte[] bytes) {
            return "\\x" + HEX.formatHex(bytes);
        } else if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        } else if (value instanceof Long number && type == Simple.DATE32) {
            return TimeText.date(LocalDate.ofEpochDay(number));
        } else if (value instanceof Long bits && type == Simple.UINT64) {
            return Long.toUnsignedString(bits);
        } else if (value instanceof Long ticks && type instanceof DateTime64 time) {
            return timestamp(ticks, time);
        } else if (value instanceof List<?> list && type instanceof WarehouseType.Array array) {
            return LiteralText.list(list, array.of());
        } else if (value instanceof Map<?, ?> map) {
            return LiteralText.hstore(map);
        } else if (value instanceof Double number) {
            return type == Simple.FLOAT32 ? FloatText.real(number.floatValue()) : FloatText.doublePrecision(number);
        }
        return value.toString();
    }

    private static String timestamp(long ticks, DateTime64 type) {
        long perSecond = perSecond(type.precision());
        int nanos = (int) (Math.floorMod(ticks, perSecond) * (1_000_000_000 / perSecond));
        String text =
                TimeText.timestamp(LocalDateTime.ofEpochSecond(Math.floorDiv(ticks, perSecond), nanos, ZoneOffset.UTC));
        return type.zone().isEmpty() ? text : text + "+00";
    }

    /** @throws ArithmeticException if it has a fraction or is too large for 64 bits */
    public static long whole(String text) {
        return switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> shortNumber(text).longValueExact();
        };
    }

    /** Guards against a short text that is an endless number, such as 1e999999999. */
    private static BigDecimal shortNumber(String text) {
        BigDecimal number = new BigDecimal(text);
        if (text.length() > 400 || Math.abs((long) number.scale()) > 400) {
            throw new ArithmeticException("too many digits");
        }
        return number;
    }

    public static @Nullable Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1", "yes", "on" -> true;
            case "false", "f", "0", "no", "off" -> false;
            default -> null;
        };
    }

    public static @Nullable Object date(String text, Rescue rescue) {
        LocalDate date = dateTime(text).toLocalDate();
        if (text.length() > 10) {
            rescue.keep(text);
        }
        return TimeReaders.DATE.ofLong(date.toEpochDay(), rescue);
    }

    public static @Nullable Object timestamp(String text, int precision, Rescue rescue) {
        LocalDateTime at = dateTime(text);
        long micros = Math.addExact(
                Math.multiplyExact(at.toLocalDate().toEpochDay(), 86_400_000_000L),
                at.toLocalTime().toNanoOfDay() / 1000);
        if (!(TimeReaders.MICRO_TIMESTAMP.ofLong(micros, rescue) instanceof Long kept)) {
            return null;
        }
        long perSecond = perSecond(precision);
        if (perSecond >= 1_000_000) {
            return Math.multiplyExact(kept, perSecond / 1_000_000);
        }
        long perTick = 1_000_000 / perSecond;
        if (Math.floorMod(kept, perTick) != 0) {
            rescue.keep(text);
        }
        return Math.floorDiv(kept, perTick);
    }

    private static LocalDateTime dateTime(String text) {
        if (text.length() <= 10) {
            return LocalDate.parse(text).atStartOfDay();
        }
        String iso = text.replace(' ', 'T');
        if (iso.endsWith("+00")) {
            iso = iso.substring(0, iso.length() - 3) + "Z";
        }
        boolean zoned = iso.endsWith("Z") || iso.indexOf('+', 10) > 0 || iso.indexOf('-', 10) > 0;
        return zoned
                ? OffsetDateTime.parse(iso)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime()
                : LocalDateTime.parse(iso);
    }

    private static long perSecond(int precision) {
        long ticks = 1;
        for (int i = 0; i < precision; i++) {
            ticks *= 10;
        }
        return ticks;
    }
}
