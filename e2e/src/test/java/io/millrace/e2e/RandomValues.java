package io.millrace.e2e;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Types and values of the randomised test. Few keys, so that they are hit again and again. */
final class RandomValues {
    static final List<String> TYPES = List.of(
            "smallint",
            "integer",
            "bigint",
            "text",
            "character varying(20)",
            "numeric(12,3)",
            "boolean",
            "timestamp with time zone",
            "timestamp without time zone",
            "date",
            "uuid",
            "jsonb",
            "text[]",
            "bytea",
            "double precision");

    /** Types of keys. */
    static final List<String> KEYS =
            List.of("integer", "bigint", "text", "uuid", "numeric", "double precision", "real", "numeric(12,3)");

    static final int KEY_VALUES = 200;
    private static final String LETTERS = "abc xyz\\'\"\t\nÄ€𝄞";

    /** Attributes that composite types may have, of types that take any of these numbers. */
    static final List<String> ATTRIBUTES = List.of("a", "b", "c", "d", "e");

    private final RandomGenerator random;

    RandomValues(RandomGenerator random) {
        this.random = random;
    }

    /** A literal for a column. */
    String of(RandomTable.Column column) {
        if (!column.key() && !column.notNull() && random.nextInt(6) == 0) {
            return "NULL";
        }
        // Stored out of line, so that updates of other columns do not send it.
        return column.key() ? key(column.type()) : column.name().equals("big") ? large() : of(column.type());
    }

    /** A literal of a key's type, one of some hundred. */
    private String key(String type) {
        return key(type, random.nextInt(KEY_VALUES));
    }

    private String key(String type, int number) {
        return switch (type) {
            case "uuid" -> "'00000000-0000-4000-8000-%012d'".formatted(number);
            case "text" -> "'key " + number + "'";
            // Equal, and written otherwise.
            case "numeric" -> number + List.of("", ".0", ".00", ".000").get(random.nextInt(4));
            case "double precision", "real" -> number == 0 && random.nextBoolean() ? "'-0'" : "" + number;
            default -> "" + number;
        };
    }

    /** A literal of a key's type that {@link #of(RandomTable.Column)} does not give. */
    String aside(String type) {
        return key(type, KEY_VALUES + random.nextInt(KEY_VALUES));
    }

    /** A literal of any type of {@link #TYPES}, or of a composite type, whatever attributes it has right now. */
    String of(String type) {
        if (RandomTypes.isComposite(type)) {
            return composite(type);
        }
        return switch (type) {
            case "smallint" -> "" + random.nextInt(-32768, 32768);
            case "integer" -> "" + random.nextInt();
            case "bigint" -> "" + random.nextLong(Long.MIN_VALUE + 1, Long.MAX_VALUE);
            case "character varying(20)" -> text(12);
            case "numeric(12,3)" -> random.nextInt(-999_999_999, 999_999_999) + "." + random.nextInt(1000);
            case "boolean" -> "" + random.nextBoolean();
            case "timestamp with time zone", "timestamp without time zone" ->
                "'" + date()
                        + " %02d:%02d:%02d.%06d'"
                                .formatted(
                                        random.nextInt(24),
                                        random.nextInt(60),
                                        random.nextInt(60),
                                        random.nextInt(1_000_000));
            case "date" -> "'" + date() + "'";
            case "uuid" -> "'%08x-0000-4000-8000-%012x'".formatted(random.nextInt(), random.nextLong(1L << 48));
            case "jsonb" -> "jsonb_build_object('a', " + random.nextInt(100) + ", 'b', " + text(20) + "::text)";
            case "text[]" -> "ARRAY[" + text(6) + ", NULL, " + text(3) + "]::text[]";
            case "bytea" -> "'\\x%08x'".formatted(random.nextInt());
            case "double precision" -> "" + random.nextDouble() * 1e6;
            // Now and then so long that it is stored out of line.
            default -> random.nextInt(8) == 0 ? "repeat(" + text(20) + ", 400)" : text(20);
        };
    }

    private String composite(String type) {
        if (type.endsWith("[]")) {
            var element = type.substring(0, type.length() - 2);
            return "ARRAY[" + composite(element) + ", NULL, " + composite(element) + "]::" + type;
        }
        var attributes = ATTRIBUTES.stream()
                .map(name -> "\"" + name + "\": " + random.nextInt(1_000))
                .collect(Collectors.joining(", ", "{", "}"));
        return "jsonb_populate_record(NULL::" + type + ", '" + attributes + "')";
    }

    private String large() {
        return "repeat(md5('" + random.nextInt() + "'), 90)";
    }

    private String date() {
        return "%04d-%02d-%02d".formatted(random.nextInt(1950, 2200), random.nextInt(1, 13), random.nextInt(1, 29));
    }

    private String text(int length) {
        var text = new StringBuilder();
        for (int i = random.nextInt(length); i > 0; i--) {
            int at = random.nextInt(LETTERS.codePointCount(0, LETTERS.length()));
            text.appendCodePoint(LETTERS.codePointAt(LETTERS.offsetByCodePoints(0, at)));
        }
        return "'" + text.toString().replace("'", "''") + "'";
    }
}
