package io.millrace.core.type.read;

import java.time.OffsetDateTime;

/** Reads ISO 8601 timestamps with offset. Hand-written for speed: parsing them is most of the work on many tables. */
final class IsoTimestamp {
    /** Returned by {@link #utcMicros} for anything left to {@link #anyMicros}. */
    static final long NOT_PLAIN = Long.MIN_VALUE;

    private IsoTimestamp() {}

    /**
     * Microseconds since the epoch of {@code yyyy-MM-ddTHH:mm:ss[.f…]Z} with up to nine digits of fraction, the form that
     * Debezium writes; {@link #NOT_PLAIN} for anything else.
     */
    static long utcMicros(char[] b, int at, int length) {
        if (length < 20
                || length > 30
                || b[at + length - 1] != 'Z'
                || b[at + 4] != '-'
                || b[at + 7] != '-'
                || b[at + 10] != 'T'
                || b[at + 13] != ':'
                || b[at + 16] != ':') {
            return NOT_PLAIN;
        }
        int year = two(b, at) * 100 + two(b, at + 2);
        int month = two(b, at + 5);
        int day = two(b, at + 8);
        int hour = two(b, at + 11);
        int minute = two(b, at + 14);
        int second = two(b, at + 17);
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
            return NOT_PLAIN;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return NOT_PLAIN;
        }
        long micros = fraction(b, at + 19, at + length - 1);
        if (micros < 0) {
            return NOT_PLAIN;
        }
        long seconds = epochDay(year, month, day) * 86_400L + hour * 3600L + minute * 60L + second;
        return seconds * 1_000_000L + micros;
    }

    /** @throws java.time.DateTimeException if it is not a timestamp */
    static long anyMicros(String text) {
        if (text.equals("infinity")) {
            return Long.MAX_VALUE;
        }
        if (text.equals("-infinity")) {
            return Long.MIN_VALUE;
        }
        OffsetDateTime at = OffsetDateTime.parse(text);
        long seconds = at.toEpochSecond();
        if (Math.abs(seconds) > Long.MAX_VALUE / 1_000_001) {
            return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return seconds * 1_000_000L + at.getNano() / 1000;
    }

    /** Two digits as a number; far below zero where they are none, so that sums with them stay negative. */
    static int two(char[] b, int at) {
        int tens = b[at] - '0';
        int ones = b[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones;
    }

    /** The fraction of a second from the point on, in microseconds; -1 if it is none. */
    static long fraction(char[] b, int from, int to) {
        if (from == to) {
            return 0;
        }
        if (b[from] != '.' || from + 1 == to) {
            return -1;
        }
        long micros = 0;
        int digits = 0;
        for (int i = from + 1; i < to; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            if (digits++ < 6) {
                micros = micros * 10 + digit;
            }
        }
        for (; digits < 6; digits++) {
            micros *= 10;
        }
        return micros;
    }

    static int daysIn(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar; years from 1. */
    static long epochDay(int year, int month, int day) {
        // The year is taken to start in March, so that the leap day is its last.
        int y = month <= 2 ? year - 1 : year;
        int period = y / 400;
        int yearOfPeriod = y - period * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfPeriod = yearOfPeriod * 365 + yearOfPeriod / 4 - yearOfPeriod / 100 + dayOfYear;
        return period * 146_097L + dayOfPeriod - 719_468L;
    }
}
