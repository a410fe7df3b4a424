package io.millrace.bench.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a sweep varies. */
public enum Dimension {
    RATE("changes/s", "10 50 200 500 1000 2500 5000 10000 20000"),
    TABLES("tables", "1 10 50 100 200 500"),
    PARTITIONS("partitions", "1 2 4 8 16"),
    COLUMNS("columns", "10 50 100 300 1000"),
    ROW_SIZE("bytes a row", "100 1000 10000 100000 1000000 10000000"),
    /** Up to 50,000,000 by {@code --points}, whose load takes long. */
    ROWS("rows in the table", "10000 100000 1000000"),
    BACKLOG("changes of backlog", "10000 100000 300000 1000000");

    private final String unit;
    private final String points;

    Dimension(String unit, String points) {
        this.unit = unit;
        this.points = points;
    }

    /** As in a command and in results. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String unit() {
        return unit;
    }

    /** The default values of a sweep. */
    public List<Long> points() {
        return Arrays.stream(points.split(" ", -1)).map(Long::valueOf).toList();
    }

    /** Parses a dimension. */
    public static Dimension of(String word) {
        for (var dimension : values()) {
            if (dimension.word().equals(word)) {
                return dimension;
            }
        }
        throw new IllegalArgumentException(
                "'" + word + "' is none of rate, tables, partitions, columns, row-size, rows, backlog");
    }
}
