package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares tables that are too large to fetch: both systems sum a part of the MD5 of each row's text, over all rows. For columns
 * whose text both write alike: integers and texts.
 */
final class Checksums {
    private final SharedStack stack;

    Checksums(SharedStack stack) {
        this.stack = stack;
    }

    /**
     * Fails where they differ. Returns how many rows were equal.
     *
     * @param columns names that both systems take as they stand
     */
    long assertEqual(String table, List<String> columns) throws Exception {
        // concat, because a cast of char(n) to text drops blanks; a marker distinguishes NULL from the empty text.
        var postgres = columns.stream()
                .map(column -> "CASE WHEN " + column + " IS NULL THEN '~' ELSE concat('=', " + column + ") END")
                .collect(Collectors.joining(", '|', ", "concat(", ")"));
        var clickHouse = columns.stream()
                .map(column -> "ifNull(concat('=', toString(" + column + ")), '~')")
                .collect(Collectors.joining(", '|', ", "concat(", ", '')"));
        List<String> expected;
        try (var connection = stack.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*), coalesce(sum(('x' || substr(md5(" + postgres
                        + "), 1, 15))::bit(60)::bigint), 0) FROM " + table)) {
            rows.next();
            expected = List.of(rows.getString(1), rows.getString(2));
        }
        var actual = stack.warehouse()
                .rows(
                        "SELECT toString(count()), toString(sum(toUInt128(reinterpretAsUInt64(reverse(unhex(concat('0', substring("
                                + "lower(hex(MD5(" + clickHouse + "))), 1, 15))))))))  FROM " + SharedStack.DATABASE
                                + "." + table);
        assertThat(actual).as("rows and checksum of %s", table).singleElement().isEqualTo(expected);
        return Long.parseLong(expected.get(0));
    }
}
