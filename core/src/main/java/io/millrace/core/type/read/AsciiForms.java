package io.millrace.core.type.read;

import io.millrace.core.buffer.RowBinaryBuffer;

/**
 * Fast paths for Postgres's common text forms of numbers, times and identifiers, from bytes to RowBinary in one step:
 * most of the work per row. Each method returns false, and writes nothing, for any other form.
 */
final class AsciiForms {
    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private AsciiForms() {}

    static boolean bool(byte[] text, int from, int length, RowBinaryBuffer out) {
        if (length != 1 || (text[from] != 't' && text[from] != 'f')) {
            return false;
        }
        out.int8(text[from] == 't' ? 1 : 0);
        return true;
    }

    /**
     * Up to 18 digits with a sign.
     *
     * @param bytes 2, 4 or 8
     */
    static boolean whole(byte[] text, int from, int length, long min, long max, int bytes, RowBinaryBuffer out) {
        int at = from;
        int end = from + length;
        boolean negative = length > 0 && text[at] == '-';
        if (negative) {
            at++;
        }
        if (end - at < 1 || end - at > 18) {
            return false;
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 + digit;
        }
        value = negative ? -value : value;
        if (value < min || value > max) {
            return false;
        }
        switch (bytes) {
            case Short.BYTES -> out.int16((int) value);
            case Integer.BYTES -> out.int32((int) value);
            default -> out.int64(value);
        }
        return true;
    }

    /** A number of at most 18 digits at the column's scale. */
    static boolean decimal(byte[] text, int from, int length, int precision, int scale, RowBinaryBuffer out) {
        int at = from;
        int end = from + length;
        boolean negative = length > 0 && text[at] == '-';
        if (negative) {
            at++;
        }
        long unscaled = 0;
        int point = -1;
        int digits = 0;
        for (; at < end; at++) {
            byte c = text[at];
            if (c == '.' && point < 0) {
                point = at;
            } else if (c >= '0' && c <= '9' && digits < 18) {
                unscaled = unscaled * 10 + (c - '0');
                digits++;
            } else {
                return false;
            }
        }
        int missing = scale - (point < 0 ? 0 : end - point - 1);
        if (digits == 0 || missing < 0 || digits + missing > 18) {
            return false;
        }
        unscaled *= POWERS[missing];
        if (precision < 18 && unscaled >= POWERS[precision]) {
            return false;
        }
        unscaled = negative ? -unscaled : unscaled;
        if (precision <= 9) {
            out.int32((int) unscaled);
            return true;
        }
        out.int64(unscaled);
        int more = precision <= 18 ? 0 : precision <= 38 ? 1 : 3;
        for (int i = 0; i < more; i++) {
            out.int64(unscaled < 0 ? -1 : 0);
        }
        return true;
    }

    /** {@code yyyy-MM-dd}, written as Date32. */
    static boolean date(byte[] text, int from, int length, RowBinaryBuffer out) {
        long days = length == 10 ? day(text, from) : Long.MIN_VALUE;
        if (days < TimeReaders.FIRST_DAY || days > TimeReaders.LAST_DAY) {
            return false;
        }
        out.int32((int) days);
        return true;
    }

    /** {@code yyyy-MM-dd HH:mm:ss} with a fraction of up to six digits and {@code +00}, or without each of them. */
    static boolean timestamp(byte[] text, int from, int length, RowBinaryBuffer out) {
        if (length < 19 || text[from + 10] != ' ' || text[from + 13] != ':' || text[from + 16] != ':') {
            return false;
        }
        long days = day(text, from);
        int hour = two(text, from + 11);
        int minute = two(text, from + 14);
        int second = two(text, from + 17);
        if (days == Long.MIN_VALUE || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return false;
        }
        int at = from + 19;
        int end = from + length;
        long fraction = 0;
        if (at < end && text[at] == '.') {
            int first = ++at;
            while (at < end && text[at] >= '0' && text[at] <= '9') {
                fraction = fraction * 10 + (text[at++] - '0');
                if (at - first > 6) {
                    return false;
                }
            }
            if (at == first) {
                return false;
            }
            fraction *= POWERS[6 - (at - first)];
        }
        if (at < end && !(end - at == 3 && text[at] == '+' && text[at + 1] == '0' && text[at + 2] == '0')) {
            return false;
        }
        long micros = (days * 86_400L + hour * 3600L + minute * 60L + second) * 1_000_000L + fraction;
        if (micros < TimeReaders.FIRST_MICRO || micros > TimeReaders.LAST_MICRO) {
            return false;
        }
        out.int64(micros);
        return true;
    }

    /** Days since 1970-01-01; {@link Long#MIN_VALUE} for anything but a date with a four-digit year. */
    private static long day(byte[] text, int from) {
        if (text[from + 4] != '-' || text[from + 7] != '-') {
            return Long.MIN_VALUE;
        }
        int year = two(text, from) * 100 + two(text, from + 2);
        int month = two(text, from + 5);
        int day = two(text, from + 8);
        return year < 1 || month < 1 || month > 12 || day < 1 || day > 31
                ? Long.MIN_VALUE
                : IsoTimestamp.epochDay(year, month, day);
    }

    /** Two digits as a number; far below zero if invalid. */
    private static int two(byte[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones;
    }

    /** 8-4-4-4-12 hexadecimal digits, written as ClickHouse has them: two halves, each little endian. */
    static boolean uuid(byte[] text, int from, int length, RowBinaryBuffer out) {
        if (length != 36) {
            return false;
        }
        long high = 0;
        long low = 0;
        int digits = 0;
        for (int i = 0; i < 36; i++) {
            byte c = text[from + i];
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return false;
                }
                continue;
            }
            int digit = c < 0 ? -1 : Character.digit(c, 16);
            if (digit < 0) {
                return false;
            }
            if (digits++ < 16) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        out.int64(high);
        out.int64(low);
        return true;
    }
}
