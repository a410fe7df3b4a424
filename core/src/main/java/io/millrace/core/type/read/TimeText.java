package io.millrace.core.type.read;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;

/** Dates and times as Postgres writes them with {@code DateStyle = ISO}. */
public final class TimeText {
    private TimeText() {}

    public static String date(LocalDate date) {
        return String.format(
                        "%04d-%02d-%02d", date.get(ChronoField.YEAR_OF_ERA), date.getMonthValue(), date.getDayOfMonth())
                + bcSuffix(date);
    }

    public static String timestamp(LocalDateTime at) {
        LocalDate date = at.toLocalDate();
        return String.format(
                        "%04d-%02d-%02d", date.get(ChronoField.YEAR_OF_ERA), date.getMonthValue(), date.getDayOfMonth())
                + " " + timeOfDay(at.toLocalTime().toNanoOfDay() / 1000) + bcSuffix(date);
    }

    private static String bcSuffix(LocalDate date) {
        return date.getYear() <= 0 ? " BC" : "";
    }

    static String timeOfDay(long micros) {
        long seconds = micros / 1_000_000;
        char[] text = new char[15];
        twoDigits(text, 0, seconds / 3600);
        text[2] = ':';
        twoDigits(text, 3, seconds / 60 % 60);
        text[5] = ':';
        twoDigits(text, 6, seconds % 60);
        long fraction = micros % 1_000_000;
        if (fraction == 0) {
            return new String(text, 0, 8);
        }
        text[8] = '.';
        int length = 15;
        for (int i = 14; i > 8; i--) {
            text[i] = (char) ('0' + fraction % 10);
            fraction /= 10;
        }
        while (text[length - 1] == '0') {
            length--;
        }
        return new String(text, 0, length);
    }

    private static void twoDigits(char[] text, int at, long number) {
        text[at] = (char) ('0' + number / 10);
        text[at + 1] = (char) ('0' + number % 10);
    }
}
