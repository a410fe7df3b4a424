package io.millrace.core.type.read;

/**
 * Intervals in a form that sorts.
 *
 * <p>Postgres keeps months, days and microseconds apart, and so does the form: {@code 0001-02 00003 00004:05:06.789} is one
 * year, two months, three days, four hours, five minutes and 6.789 seconds. Each of the three has a sign of its own where it
 * is negative. Texts sort as the intervals do where months, then days, then time decide (so not where 30 days stand for a
 * month), up to 9999 years, 99999 days and 99999 hours; negative ones sort before the others, the longest last.
 */
final class IntervalText {
    private IntervalText() {}

    /**
     * @param text as Postgres writes it with {@code IntervalStyle = postgres}: {@code 1 year 2 mons -3 days +04:05:06.789},
     *     {@code infinity}
     */
    static String sortable(String text) {
        if (text.equals("infinity") || text.equals("-infinity")) {
            return text;
        }
        long months = 0;
        long days = 0;
        String time = "00:00:00";
        String[] words = text.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            if (words[i].indexOf(':') > 0) {
                time = words[i];
                continue;
            }
            if (i + 1 == words.length) {
                throw new BadValueException("text that is no interval");
            }
            long number = Long.parseLong(words[i]);
            switch (words[++i]) {
                case "year", "years" -> months += number * 12;
                case "mon", "mons" -> months += number;
                case "day", "days" -> days += number;
                default -> throw new BadValueException("text that is no interval");
            }
        }
        StringBuilder form = new StringBuilder(40);
        sign(form, months < 0);
        padded(form, Math.abs(months) / 12, 4).append('-');
        padded(form, Math.abs(months) % 12, 2).append(' ');
        sign(form, days < 0);
        padded(form, Math.abs(days), 5).append(' ');
        boolean negative = time.charAt(0) == '-';
        sign(form, negative);
        String unsigned = negative || time.charAt(0) == '+' ? time.substring(1) : time;
        int colon = unsigned.indexOf(':');
        padded(form, Long.parseLong(unsigned.substring(0, colon)), 5).append(unsigned, colon, unsigned.length());
        return form.toString();
    }

    private static void sign(StringBuilder form, boolean negative) {
        if (negative) {
            form.append('-');
        }
    }

    private static StringBuilder padded(StringBuilder form, long number, int width) {
        String digits = Long.toString(number);
        return form.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }
}
