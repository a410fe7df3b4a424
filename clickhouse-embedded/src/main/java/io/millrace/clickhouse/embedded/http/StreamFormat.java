package io.millrace.clickhouse.embedded.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the pieces of a streamed result make one result. The engine formats each block as a result of its own: formats
 * without a frame can be strung together; those with a header need all headers but the first cut off; any other format
 * (documents such as JSON, files such as Parquet) has to be made in one piece.
 */
enum StreamFormat {
    PLAIN,
    /** A count, names and perhaps types, as RowBinary strings. */
    BINARY_NAMES,
    BINARY_NAMES_AND_TYPES,
    /** One or two lines in which line ends are escaped. */
    ONE_LINE,
    TWO_LINES,
    /** One or two lines of quoted values, which can hold line ends. */
    ONE_QUOTED_LINE,
    TWO_QUOTED_LINES;

    private static final Set<String> PLAIN_FORMATS = Set.of(
            "rowbinary",
            "native",
            "tabseparated",
            "tsv",
            "tabseparatedraw",
            "tsvraw",
            "csv",
            "tskv",
            "jsoneachrow",
            "jsonlines",
            "ndjson",
            "jsonstringseachrow",
            "jsoncompacteachrow",
            "jsoncompactstringseachrow");
    private static final Map<String, StreamFormat> HEADED_FORMATS = Map.ofEntries(
            Map.entry("rowbinarywithnames", BINARY_NAMES),
            Map.entry("rowbinarywithnamesandtypes", BINARY_NAMES_AND_TYPES),
            Map.entry("tabseparatedwithnames", ONE_LINE),
            Map.entry("tsvwithnames", ONE_LINE),
            Map.entry("tabseparatedwithnamesandtypes", TWO_LINES),
            Map.entry("tsvwithnamesandtypes", TWO_LINES),
            Map.entry("jsoncompacteachrowwithnames", ONE_LINE),
            Map.entry("jsoncompacteachrowwithnamesandtypes", TWO_LINES),
            Map.entry("jsoncompactstringseachrowwithnames", ONE_LINE),
            Map.entry("jsoncompactstringseachrowwithnamesandtypes", TWO_LINES),
            Map.entry("csvwithnames", ONE_QUOTED_LINE),
            Map.entry("csvwithnamesandtypes", TWO_QUOTED_LINES));

    /** Empty for a format that cannot be streamed. */
    static Optional<StreamFormat> of(String format) {
        String name = format.toLowerCase(Locale.ROOT);
        return PLAIN_FORMATS.contains(name) ? Optional.of(PLAIN) : Optional.ofNullable(HEADED_FORMATS.get(name));
    }

    /** Length in bytes of the header at the start of a piece, or -1 if it does not end within these bytes. */
    int headerLength(byte[] piece) {
        return switch (this) {
            case PLAIN -> 0;
            case BINARY_NAMES -> binaryHeader(piece, 1);
            case BINARY_NAMES_AND_TYPES -> binaryHeader(piece, 2);
            case ONE_LINE -> lines(piece, 1, false);
            case TWO_LINES -> lines(piece, 2, false);
            case ONE_QUOTED_LINE -> lines(piece, 1, true);
            case TWO_QUOTED_LINES -> lines(piece, 2, true);
        };
    }

    private static int lines(byte[] piece, int count, boolean quotes) {
        int left = count;
        boolean quoted = false;
        for (int at = 0; at < piece.length; at++) {
            if (quotes && piece[at] == '"') {
                quoted = !quoted;
            } else if (piece[at] == '\n' && !quoted && --left == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    private static int binaryHeader(byte[] piece, int stringsPerColumn) {
        int[] at = {0};
        long strings = variableLength(piece, at) * stringsPerColumn;
        for (long i = 0; i < strings && at[0] <= piece.length; i++) {
            long length = variableLength(piece, at);
            if (length < 0 || length > piece.length - at[0]) {
                return -1;
            }
            at[0] += (int) length;
        }
        return strings < 0 || at[0] > piece.length ? -1 : at[0];
    }

    /** An unsigned LEB128 number at a position, which moves behind it; -1 if the bytes end within it. */
    private static long variableLength(byte[] piece, int[] at) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at[0] < piece.length; shift += 7) {
            byte part = piece[at[0]++];
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        return -1;
    }
}
