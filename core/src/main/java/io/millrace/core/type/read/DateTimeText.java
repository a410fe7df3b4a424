package io.millrace.core.type.read;

/** Dates and timestamps as Postgres writes them with {@code DateStyle = ISO}; hand-written for performance. */
final class DateTimeText {
    /** For {@code -infinity} and all BC dates. */
    static final long BEFORE = Long.MIN_VALUE;

    /** For {@code infinity} and all years after 9999. */
    static final long AFTER = Long.MAX_VALUE;

    private static final long MICROS_A_SECOND = 1_000_000L;

    private final char[] text;
    private final int end;
    private int at;

    private DateTimeText(char[] text, int offset, int length) {
        this.text = text;
        this.at = offset;
        this.end = offset + length;
    }

    /**
     * Days since 1970-01-01.
     *
     * @throws BadValueException if it is not a date
     */
    static long days(char[] text, int offset, int length) {
        DateTimeText reader = new DateTimeText(text, offset, length);
        long days = reader.date();
        if (days == BEFORE || days == AFTER) {
            return days;
        }
        return reader.isBc() ? BEFORE : days;
    }

    /**
     * Microseconds since the epoch: of the wall clock where the text has no offset, else of the instant.
     *
     * @throws BadValueException if it is not a timestamp
     */
    static long micros(char[] text, int offset, int length) {
        DateTimeText reader = new DateTimeText(text, offset, length);
        long days = reader.date();
        if (days == BEFORE || days == AFTER) {
            return days;
        }
        long micros = days * TimeReaders.MICROS_A_DAY + reader.timeOfDay() - reader.offset() * MICROS_A_SECOND;
        return reader.isBc() ? BEFORE : micros;
    }

    private long date() {
        if (end - at >= 8 && (text[at] == 'i' || text[at] == '-')) {
            String word = new String(text, at, end - at);
            if (word.equals("infinity")) {
                return AFTER;
            }
            if (word.equals("-infinity")) {
                return BEFORE;
            }
        }
        long year = 0;
        int digits = 0;
        while (at < end && digit(text[at])) {
            year = year * 10 + (text[at++] - '0');
            require(++digits <= 7);
        }
        require(digits >= 4 && end - at >= 6 && text[at] == '-' && text[at + 3] == '-');
        int month = IsoTimestamp.two(text, at + 1);
        int day = IsoTimestamp.two(text, at + 4);
        at += 6;
        require(month >= 1 && month <= 12 && day >= 1 && day <= 31);
        if (year > 9999) {
            return AFTER;
        }
        return IsoTimestamp.epochDay(year < 1 ? 1 : (int) year, month, day);
    }

    private long timeOfDay() {
        require(end - at >= 9 && text[at] == ' ' && text[at + 3] == ':' && text[at + 6] == ':');
        int hour = IsoTimestamp.two(text, at + 1);
        int minute = IsoTimestamp.two(text, at + 4);
        int second = IsoTimestamp.two(text, at + 7);
        require(hour >= 0 && hour <= 24 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60);
        at += 9;
        int from = at;
        if (at < end && text[at] == '.') {
            at++;
            while (at < end && digit(text[at])) {
                at++;
            }
        }
        long fraction = IsoTimestamp.fraction(text, from, at);
        require(fraction >= 0);
        return (hour * 3600L + minute * 60L + second) * MICROS_A_SECOND + fraction;
    }

    /** Seconds east of Greenwich, 0 if none is stated. */
    private long offset() {
        if (at >= end || (text[at] != '+' && text[at] != '-')) {
            return 0;
        }
        int sign = text[at] == '-' ? -1 : 1;
        long seconds = 0;
        long unit = 3600;
        do {
            require(end - at >= 3);
            int number = IsoTimestamp.two(text, at + 1);
            require(number >= 0);
            seconds += number * unit;
            unit /= 60;
            at += 3;
        } while (unit > 0 && at < end && text[at] == ':');
        return sign * seconds;
    }

    private boolean isBc() {
        boolean beforeChrist = end - at == 3 && text[at] == ' ' && text[at + 1] == 'B' && text[at + 2] == 'C';
        require(beforeChrist || at == end);
        return beforeChrist;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new BadValueException("text that is not a date or timestamp of Postgres");
        }
    }
}
