package io.millrace.core.type.text;

import io.millrace.core.type.read.TimeText;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.DateTime64;
import io.millrace.core.type.warehouse.WarehouseType.Decimal;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of a key as text, one for all values that Postgres holds equal: for a key column that became text because its
 * type could not hold a value. Numbers have no trailing zeros, timestamps in UTC and without an offset; ClickHouse's
 * cast of the values that were there before gives the same ({@code TableDdl.keyText}).
 */
public final class KeyText {
    private static final Pattern MOMENT = Pattern.compile(
            "(\\d{4,7})-(\\d\\d)-(\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?)(?:([+-])(\\d\\d)(?::(\\d\\d))?(?::(\\d\\d))?)?( BC)?");

    /** The digits of the longest {@code numeric}. */
    private static final int MAX_DIGITS = 200_000;

    private KeyText() {}

    public static String of(Object value, WarehouseType type) {
        if (value instanceof BigDecimal number) {
            return plain(number);
        }
        return type instanceof DateTime64 time
                ? ValueText.of(value, new DateTime64(time.precision(), ""))
                : ValueText.of(value, type);
    }

    /** @param text as Postgres writes it */
    public static String ofExact(String text, WarehouseType type) {
        if (type instanceof Decimal) {
            return number(text);
        }
        return type instanceof DateTime64 ? moment(text) : text;
    }

    /** The same text for the same number; any other text as it is. */
    public static String number(String text) {
        // A short text such as 1e999999999 must not become a billion digits.
        if (text.length() > MAX_DIGITS || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return text;
        }
        try {
            return plain(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /**
     * The same text for the same moment, whatever its offset, which counts as UTC if it has none; any other text as it
     * is.
     */
    public static String moment(String text) {
        Matcher parts = MOMENT.matcher(text);
        if (!parts.matches()) {
            return text;
        }
        try {
            int year = Integer.parseInt(parts.group(1));
            LocalDate date = LocalDate.of(
                    parts.group(9) == null ? year : 1 - year,
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)));
            LocalDateTime wall = LocalDateTime.of(date, LocalTime.parse(parts.group(4)));
            Duration east =
                    Duration.ofHours(part(parts, 6)).plusMinutes(part(parts, 7)).plusSeconds(part(parts, 8));
            return TimeText.timestamp("-".equals(parts.group(5)) ? wall.plus(east) : wall.minus(east));
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static int part(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
