package io.millrace.ops.alert.rule;

import io.millrace.config.AlertRule;
import java.util.Locale;

/** Numbers for display. */
public final class QuantityFormat {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private QuantityFormat() {}

    public static String text(double value, AlertRule.Unit unit) {
        return switch (unit) {
            case SECONDS -> seconds(value);
            case BYTES -> bytes(value);
            case PERCENT -> String.format(Locale.ROOT, value < 10 ? "%.1f %%" : "%.0f %%", value);
            case COUNT, NONE -> count(Math.round(value));
        };
    }

    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** "1 row", "2 rows". */
    public static String of(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    public static String bytes(long value) {
        return bytes((double) value);
    }

    public static String bytes(double value) {
        double rest = value;
        int unit = 0;
        while (Math.abs(rest) >= 1_024 && unit < BYTES.length - 1) {
            rest /= 1_024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || rest >= 100 ? "%.0f %s" : "%.1f %s", rest, BYTES[unit]);
    }

    public static String seconds(double value) {
        if (value < 10) {
            return String.format(Locale.ROOT, value < 1 ? "%.2f s" : "%.1f s", value)
                    .replace(".0 s", " s");
        }
        long whole = Math.round(value);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3_600) {
            return joined(whole / 60, "min", whole % 60, "s");
        }
        if (whole < 172_800) {
            return joined(whole / 3_600, "h", whole % 3_600 / 60, "min");
        }
        return joined(whole / 86_400, "d", whole % 86_400 / 3_600, "h");
    }

    private static String joined(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
