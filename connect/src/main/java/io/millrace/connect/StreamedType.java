package io.millrace.connect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column's type as the stream names it. The reader of the stream hands it to {@link TextConverter} in the type expression of
 * Debezium's columns, which nothing else reads.
 *
 * @param oid of {@code pg_type}
 * @param modifier {@code atttypmod}; -1: none
 */
record StreamedType(int oid, int modifier) {
    private static final Pattern EXPRESSION = Pattern.compile("oid (\\d+) modifier (-?\\d+)");

    static String expression(int oid, int modifier) {
        return "oid " + Integer.toUnsignedString(oid) + " modifier " + modifier;
    }

    /** @return empty for an expression from elsewhere: in a snapshot it is the driver's */
    static Optional<StreamedType> of(String expression) {
        Matcher found = EXPRESSION.matcher(expression);
        return found.matches()
                ? Optional.of(
                        new StreamedType(Integer.parseUnsignedInt(found.group(1)), Integer.parseInt(found.group(2))))
                : Optional.empty();
    }
}
