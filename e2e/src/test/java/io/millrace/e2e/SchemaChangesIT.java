package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The matrix of schema changes: all cases of {@code schema-changes.sql} in parallel, each ending with contents equal.
 * {@code -Dmillrace.schema.changes=PART,…} plays only the cases whose names hold one of the parts, also those that are
 * not followed yet; {@code all} plays all but the one of a table that is left out.
 */
final class SchemaChangesIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final String SAME_BUT_FOR_CASE = "a column whose name differs from another's in case only";

    /** Cases that are not followed yet, by reason. They are not played unless asked for. */
    private static final Map<String, List<String>> NOT_YET = Map.of(
            "Debezium's tables have one column a name, whatever its case: the table is left out, doctor names it",
            List.of(SAME_BUT_FOR_CASE));

    private static final String CHOSEN = System.getProperty("millrace.schema.changes", "");

    private static List<SchemaChangeCase> cases = List.of();
    private static List<SchemaChangeRun> runs = List.of();

    @BeforeAll
    static void play() throws Exception {
        int version = STACK.version();
        cases = SchemaChangeCase.read("/schema-changes.sql").stream()
                .filter(what -> what.from() <= version)
                .toList();
        runs = SchemaChangeMatrix.runs(
                cases.stream().filter(SchemaChangesIT::played).toList());
        var matrix = new SchemaChangeMatrix(STACK, runs);
        matrix.playWhileUp();
        matrix.playWhileDown();
    }

    /** Also what no view shows, as the exact text of a value that its column does not hold. */
    @Test
    void everyTableIsProvedEqual() throws Exception {
        var command = new ArrayList<>(List.of("verify"));
        try (var connection = STACK.connect()) {
            for (var run : runs) {
                for (var table : RandomTable.names(connection, run.prefix())) {
                    command.addAll(List.of("--table", "public." + table));
                }
            }
        }
        var verified = STACK.millrace().run(command.toArray(String[]::new));
        // A partition is captured as a part of its root.
        assertThat(verified.out().lines().filter(line -> line.startsWith("public.")))
                .as(verified.err())
                .isNotEmpty()
                .allMatch(line -> line.matches("\\S+ +equal") || line.contains("it is not captured"));
    }

    private static boolean played(SchemaChangeCase what) {
        return CHOSEN.isEmpty()
                ? isFollowed(what)
                : (CHOSEN.equals("all") && !what.name().equals(SAME_BUT_FOR_CASE))
                        || Stream.of(CHOSEN.split(",")).anyMatch(what.name()::contains);
    }

    @TestFactory
    Stream<DynamicContainer> everyChangeIsFollowed() {
        return cases.stream()
                .filter(what -> CHOSEN.isEmpty() || played(what))
                .map(what -> DynamicContainer.dynamicContainer(
                        what.name(),
                        played(what)
                                ? runs.stream()
                                        .filter(run -> run.what().equals(what))
                                        .map(SchemaChangeMatrix::test)
                                : Stream.of(skipped(what))));
    }

    private static DynamicTest skipped(SchemaChangeCase what) {
        return DynamicTest.dynamicTest(
                what.name() + ": not yet",
                () -> assumeTrue(false, "not yet: " + notYet(what).orElse("")));
    }

    static boolean isFollowed(SchemaChangeCase what) {
        return notYet(what).isEmpty();
    }

    private static Optional<String> notYet(SchemaChangeCase what) {
        return NOT_YET.entrySet().stream()
                .filter(entry -> entry.getValue().contains(what.name()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Test
    void whatIsNotYetFollowedIsACase() {
        assertThat(cases)
                .extracting(SchemaChangeCase::name)
                .containsAll(NOT_YET.values().stream().flatMap(List::stream).toList());
    }
}
