package io.millrace.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where values of an axis lie.
 *
 * @param from the lowest value; above 0 on a logarithmic axis
 * @param to the highest value, above {@code from}
 * @param logarithmic whether each power of ten has the same length
 */
record Axis(double from, double to, boolean logarithmic) {
    /** From 0 to a round number that no value exceeds. */
    static Axis linear(double highest) {
        if (!(highest > 0)) {
            return new Axis(0, 1, false);
        }
        double unit = Math.pow(10, Math.floor(Math.log10(highest)));
        for (double step : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8, 10}) {
            if (highest <= step * unit * 1.000_001) {
                return new Axis(0, step * unit, false);
            }
        }
        return new Axis(0, 10 * unit, false);
    }

    /** From a power of ten to another one that hold all values between them. */
    static Axis logarithmic(double lowest, double highest) {
        double from = Math.pow(10, Math.floor(Math.log10(Math.max(lowest, 1e-3))));
        double to = Math.pow(10, Math.ceil(Math.log10(Math.max(highest, lowest))));
        return new Axis(from, to > from ? to : from * 10, true);
    }

    /** The place of a value: 0 at the begin of the axis, 1 at its end. */
    double place(double value) {
        if (logarithmic) {
            return (Math.log10(Math.max(value, from)) - Math.log10(from)) / (Math.log10(to) - Math.log10(from));
        }
        return (value - from) / (to - from);
    }

    /** Values to be marked. */
    List<Double> ticks() {
        var ticks = new ArrayList<Double>();
        if (logarithmic) {
            for (double tick = from; tick <= to * 1.000_001; tick *= 10) {
                ticks.add(tick);
            }
        } else {
            for (int i = 0; i <= 5; i++) {
                ticks.add(from + (to - from) * i / 5);
            }
        }
        return ticks;
    }

    /** A number as short as it can be read: {@code 0.25}, {@code 40}, {@code 20k}, {@code 1.5M}. */
    static String text(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return value >= 1e4 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
