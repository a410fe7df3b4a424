package io.millrace.e2e;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A partitioned table of the randomised test, whose leaves come and go. */
final class RandomPartitions {
    private static final int LEAVES = 4;
    private static final String MARK = "_parts";

    private final RandomGenerator random;

    RandomPartitions(RandomGenerator random) {
        this.random = random;
    }

    /** Whether a table is of such a family: root, leaf, or a leaf that stands on its own. */
    static boolean isOne(RandomTable table) {
        return table.name().contains(MARK);
    }

    static String create(String stem) {
        var root = stem + MARK;
        return "CREATE TABLE " + root + " (id integer PRIMARY KEY, big text STORAGE EXTERNAL, v text, n numeric(12,3))"
                + " PARTITION BY RANGE (id); "
                + IntStream.range(0, LEAVES)
                        .mapToObj(leaf -> "CREATE TABLE " + name(root, leaf) + " PARTITION OF " + root + bounds(leaf))
                        .collect(Collectors.joining("; "));
    }

    /** One leaf goes or comes back; rows that its place does not take are deleted first. */
    List<String> change(RandomTable table) {
        var root = table.name().replaceFirst("_leaf\\d+$", "");
        int leaf = random.nextInt(LEAVES);
        var name = name(root, leaf);
        return random.nextBoolean()
                ? List.of("ALTER TABLE " + root + " DETACH PARTITION " + name)
                : List.of(
                        "DELETE FROM " + name + " WHERE id < " + from(leaf) + " OR id >= " + from(leaf + 1),
                        "ALTER TABLE " + root + " ATTACH PARTITION " + name + bounds(leaf));
    }

    private static String name(String root, int leaf) {
        return root + "_leaf" + leaf;
    }

    private static String bounds(int leaf) {
        return " FOR VALUES FROM (" + from(leaf) + ") TO (" + from(leaf + 1) + ")";
    }

    /** The keys that {@link RandomValues#aside} gives, too. */
    private static int from(int leaf) {
        return leaf * 2 * RandomValues.KEY_VALUES / LEAVES;
    }
}
