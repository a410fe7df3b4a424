package io.millrace.bench.plot;

import java.util.Locale;

/** An SVG builder; sizes in pixels. */
final class Svg {
    /** Colors that are distinguishable with color blindness, too. */
    private static final String[] COLORS = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                width,
                height,
                width,
                height));
        text.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    }

    static String color(int index) {
        return COLORS[index % COLORS.length];
    }

    void line(double x1, double y1, double x2, double y2, String color, double width) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1, y1, x2, y2, color, width);
    }

    void circle(double x, double y, double radius, String color) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x, y, radius, color);
    }

    void rectangle(double x, double y, double width, double height, String color) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, color);
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} */
    void label(double x, double y, String anchor, String label) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#222222\">%s</text>", x, y, anchor, escaped(label));
    }

    void title(double x, double y, String title) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"15\" font-weight=\"bold\" fill=\"#222222\">%s</text>",
                x, y, escaped(title));
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    static String escaped(String label) {
        return label.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    String finish() {
        return text + "</svg>\n";
    }
}
