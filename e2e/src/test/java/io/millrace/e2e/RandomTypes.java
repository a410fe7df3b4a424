package io.millrace.e2e;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Composite types of the randomised test, which several tables have as columns, and how they change. */
final class RandomTypes {
    private static final int TYPES = 2;
    private static final String MARK = "composite";

    private final RandomGenerator random;
    private final String prefix;

    /** @param prefix of their names, in small letters */
    RandomTypes(RandomGenerator random, String prefix) {
        this.random = random;
        this.prefix = prefix;
    }

    static boolean isComposite(String type) {
        return type.contains(MARK);
    }

    String create() {
        return IntStream.range(0, TYPES)
                .mapToObj(i -> "CREATE TYPE " + name(i) + " AS (a integer, b text)")
                .collect(Collectors.joining("; "));
    }

    /** One of them, or an array of it. */
    String any() {
        return one() + (random.nextInt(3) == 0 ? "[]" : "");
    }

    /** Existing values keep their old attributes until the table is loaded: the change streams nothing. */
    List<String> change() {
        var alter = "ALTER TYPE " + one() + " ";
        return List.of(
                switch (random.nextInt(3)) {
                    case 0 -> alter + "ADD ATTRIBUTE " + attribute() + " " + kind();
                    case 1 -> alter + "DROP ATTRIBUTE " + attribute();
                    default -> alter + "RENAME ATTRIBUTE " + attribute() + " TO " + attribute();
                });
    }

    private String one() {
        return name(random.nextInt(TYPES));
    }

    private String name(int number) {
        return prefix + MARK + number;
    }

    private String attribute() {
        return RandomValues.ATTRIBUTES.get(random.nextInt(RandomValues.ATTRIBUTES.size()));
    }

    private String kind() {
        return List.of("integer", "text", "numeric").get(random.nextInt(3));
    }
}
