package io.millrace.config;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Thresholds as text: {@code 30s}, {@code 2GiB}, {@code 10%}, {@code 100000}. */
final class Quantity {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([A-Za-z%]*)");
    private static final Map<String, Double> SECONDS =
            Map.of("ms", 0.001, "s", 1.0, "m", 60.0, "h", 3_600.0, "d", 86_400.0);
    private static final Map<String, Double> BYTES =
            Map.of("", 1.0, "B", 1.0, "KiB", 1024.0, "MiB", 0x1p20, "GiB", 0x1p30, "TiB", 0x1p40);

    private Quantity() {}

    /** In the unit's own measure; empty if the text is no such quantity. */
    static OptionalDouble parse(String text, AlertRule.Unit unit) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        Double factor = units(unit).get(matcher.group(2));
        double value = Double.parseDouble(matcher.group(1));
        return factor == null || (unit == AlertRule.Unit.PERCENT && value > 100)
                ? OptionalDouble.empty()
                : OptionalDouble.of(value * factor);
    }

    private static Map<String, Double> units(AlertRule.Unit unit) {
        return switch (unit) {
            case SECONDS -> SECONDS;
            case BYTES -> BYTES;
            case PERCENT -> Map.of("%", 1.0);
            case COUNT -> Map.of("", 1.0);
            case NONE -> Map.of();
        };
    }

    /** What the text is expected to be, for errors. */
    static String expected(AlertRule.Unit unit) {
        return switch (unit) {
            case SECONDS -> "a duration such as 500ms, 30s, 5m or 6h";
            case BYTES -> "a size such as 500MiB or 2GiB";
            case PERCENT -> "a share such as 10%";
            case COUNT -> "a number";
            case NONE -> "nothing";
        };
    }

    /** The text that {@link #parse} reads back, in the largest unit that gives a whole number. */
    static String text(double value, AlertRule.Unit unit) {
        return switch (unit) {
            case SECONDS -> text(value, List.of("h", "m", "s"), SECONDS);
            case BYTES -> text(value, List.of("TiB", "GiB", "MiB", "KiB", ""), BYTES);
            case PERCENT -> number(value) + "%";
            case COUNT, NONE -> number(value);
        };
    }

    private static String text(double value, List<String> names, Map<String, Double> factors) {
        for (String name : names) {
            double amount = value / requireNonNull(factors.get(name));
            if (amount >= 1 && amount == Math.rint(amount)) {
                return number(amount) + name;
            }
        }
        return number(value) + names.get(names.size() - 1);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
