package io.millrace.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bars of several systems in parallel, with the spread of the repeats. */
final class BarChart {
    private static final int HEIGHT = 340;
    private static final int LEFT = 70;
    private static final int RIGHT = 120;
    private static final int TOP = 45;
    private static final int BOTTOM = 40;
    private static final int BAR = 34;
    private static final int GAP = 30;

    private final String title;
    private final String unit;
    private final List<Group> groups = new ArrayList<>();

    /**
     * A bar.
     *
     * @param value its height: a median
     * @param low lowest of the repeats
     * @param high highest of the repeats
     */
    record Bar(double value, double low, double high) {}

    private record Group(String label, Map<String, Bar> bars) {}

    BarChart(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /** Adds bars of one figure, by system; a figure without bars is left out. */
    void add(String label, Map<String, Bar> bars) {
        if (!bars.isEmpty()) {
            groups.add(new Group(label, bars));
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    String svg() {
        var systems = groups.stream()
                .flatMap(group -> group.bars().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        double highest = groups.stream()
                .flatMap(group -> group.bars().values().stream())
                .mapToDouble(bar -> Math.max(bar.value(), bar.high()))
                .max()
                .orElse(1);
        Axis axis = Axis.linear(highest);
        int groupWidth = systems.size() * BAR + GAP;
        int width = Math.max(LEFT + groups.size() * groupWidth + RIGHT, 420);
        var svg = new Svg(width, HEIGHT);
        svg.title(LEFT, 24, title);
        svg.label(LEFT, TOP - 8, "start", unit);
        for (double tick : axis.ticks()) {
            svg.line(LEFT, y(axis, tick), width - RIGHT, y(axis, tick), "#dddddd", 1);
            svg.label(LEFT - 8, y(axis, tick) + 4, "end", Axis.text(tick));
        }
        for (int g = 0; g < groups.size(); g++) {
            var group = groups.get(g);
            double left = LEFT + GAP / 2.0 + g * groupWidth;
            for (int s = 0; s < systems.size(); s++) {
                var bar = group.bars().get(systems.get(s));
                if (bar != null) {
                    draw(svg, axis, bar, left + s * BAR, Svg.color(s));
                }
            }
            svg.label(left + systems.size() * BAR / 2.0, HEIGHT - BOTTOM + 18, "middle", group.label());
        }
        for (int s = 0; s < systems.size(); s++) {
            svg.rectangle(width - RIGHT + 20, TOP + 20 * s - 9, 12, 12, Svg.color(s));
            svg.label(width - RIGHT + 38, TOP + 20 * s + 2, "start", systems.get(s));
        }
        return svg.finish();
    }

    private static void draw(Svg svg, Axis axis, Bar bar, double left, String color) {
        double top = y(axis, bar.value());
        svg.rectangle(left, top, BAR - 4, HEIGHT - BOTTOM - top, color);
        double middle = left + (BAR - 4) / 2.0;
        if (bar.high() > bar.low()) {
            svg.line(middle, y(axis, bar.low()), middle, y(axis, bar.high()), "#222222", 1.5);
        }
        svg.label(middle, y(axis, Math.max(bar.value(), bar.high())) - 4, "middle", Axis.text(bar.value()));
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM);
    }
}
