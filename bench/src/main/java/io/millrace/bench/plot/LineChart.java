package io.millrace.bench.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** Lines over one logarithmic dimension. */
final class LineChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 150;
    private static final int TOP = 45;
    private static final int BOTTOM = 55;

    private final String title;
    private final String across;
    private final String upwards;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String name, List<double[]> points) {}

    /**
     * @param across what is varied, with its unit
     * @param upwards what is measured, with its unit
     * @param logarithmic whether the measured values differ by powers of ten
     */
    LineChart(String title, String across, String upwards, boolean logarithmic) {
        this.title = title;
        this.across = across;
        this.upwards = upwards;
        this.logarithmic = logarithmic;
    }

    /** Adds a line of {@code {x, y}}; a line without points is left out. */
    void add(String name, List<double[]> points) {
        if (!points.isEmpty()) {
            lines.add(new Line(
                    name,
                    points.stream()
                            .sorted(Comparator.comparingDouble(point -> point[0]))
                            .toList()));
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String svg() {
        Axis x = Axis.logarithmic(min(0), max(0));
        Axis y = logarithmic ? Axis.logarithmic(min(1), max(1)) : Axis.linear(max(1));
        var svg = new Svg(WIDTH, HEIGHT);
        svg.title(LEFT, 24, title);
        grid(svg, x, y);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), Svg.color(i), x, y);
            svg.rectangle(WIDTH - RIGHT + 20, TOP + 20 * i - 9, 12, 12, Svg.color(i));
            svg.label(
                    WIDTH - RIGHT + 38, TOP + 20 * i + 2, "start", lines.get(i).name());
        }
        return svg.finish();
    }

    private void grid(Svg svg, Axis x, Axis y) {
        for (double tick : y.ticks()) {
            svg.line(LEFT, y(y, tick), WIDTH - RIGHT, y(y, tick), "#dddddd", 1);
            svg.label(LEFT - 8, y(y, tick) + 4, "end", Axis.text(tick));
        }
        for (double tick : x.ticks()) {
            svg.line(x(x, tick), TOP, x(x, tick), HEIGHT - BOTTOM, "#eeeeee", 1);
            svg.label(x(x, tick), HEIGHT - BOTTOM + 18, "middle", Axis.text(tick));
        }
        svg.label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", across);
        svg.label(LEFT, TOP - 8, "start", upwards);
    }

    private static void draw(Svg svg, Line line, String color, Axis x, Axis y) {
        double[] last = line.points().get(0);
        for (double[] point : line.points()) {
            if (point[0] > last[0]) {
                svg.line(x(x, last[0]), y(y, last[1]), x(x, point[0]), y(y, point[1]), color, 2);
            }
            svg.circle(x(x, point[0]), y(y, point[1]), 3.5, color);
            last = point;
        }
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    private double min(int coordinate) {
        return all(coordinate).min().orElse(1);
    }

    private double max(int coordinate) {
        return all(coordinate).max().orElse(1);
    }

    private DoubleStream all(int coordinate) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(point -> point[coordinate]);
    }
}
