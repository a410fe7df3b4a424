package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Schema changes while rows of one table are in two executors of a Spark cluster. First the cases of {@link SchemaChangesIT} that touch
 * types, keys, truncation and whole tables, or all cases with {@code -Dmillrace.cluster=all}; then {@link RandomChanges} in which a
 * driver or a worker with its executor dies now and then. It takes ten minutes: {@code -Dmillrace.proofs=true} or {@code
 * -Dmillrace.cluster=one} runs it.
 */
@Order(2)
@EnabledIf("io.millrace.e2e.ClusterStackIT#isWanted")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterSchemaIT {
    /** Two partitions for each of two executors. */
    @RegisterExtension
    static final SharedStack STACK = SharedStack.apart(
            "\nlog: {partitions: 4}", "--cluster", "--brokers", "1", "--connect-workers", "1", "--spark-workers", "2");

    private static final Set<String> GROUPS = Set.of(
            "types",
            "keys and replica identity",
            "tables that change their name",
            "tables that come and go",
            "partitions",
            "truncates");

    private static final boolean ALL =
            System.getProperty("millrace.cluster", "").equals("all");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int EXECUTORS = 2;

    /** A table with fewer rows may have all of them in partitions of one executor. */
    private static final int FEW_ROWS = 6;

    private static final Pattern WRITTEN =
            Pattern.compile("millrace_rows_written_total\\{executor=\"(\\d+)\",table=\"public[.](c[^\"]+)\"} (\\S+)");

    private static List<SchemaChangeRun> runs = List.of();
    private static Map<String, Integer> tables = Map.of();
    private static Map<String, Integer> inBoth = Map.of();

    @BeforeAll
    static void play() throws Exception {
        int version = STACK.version();
        runs = SchemaChangeMatrix.runs(SchemaChangeCase.read("/schema-changes.sql").stream()
                .filter(what -> what.from() <= version)
                .filter(what -> ALL ? SchemaChangesIT.isFollowed(what) : GROUPS.contains(what.group()))
                .toList());
        var matrix = new SchemaChangeMatrix(STACK, runs);
        matrix.playWhileUp();
        countTables();
        matrix.playWhileDown();
    }

    /** Executors send what they have written every five seconds. */
    private static void countTables() {
        Awaitility.await("both executors have sent their metrics")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(6))
                .until(() -> {
                    count(rowsWritten());
                    return tables.keySet().equals(groups()) && isInBoth();
                });
    }

    /** By table the rows that each executor has written. */
    private static Map<String, Map<String, Double>> rowsWritten() throws IOException, InterruptedException {
        var metrics = new Http(STACK.millrace().url("pipeline"))
                .send("GET", "/metrics", "")
                .body();
        var written = new HashMap<String, Map<String, Double>>();
        WRITTEN.matcher(metrics)
                .results()
                .forEach(line -> written.computeIfAbsent(line.group(2), table -> new HashMap<>())
                        .put(line.group(1), Double.valueOf(line.group(3))));
        return written;
    }

    /** How many tables of each group there are, and how many have rows from both executors. */
    private static void count(Map<String, Map<String, Double>> written) {
        var all = new TreeMap<String, Integer>();
        var both = new TreeMap<String, Integer>();
        written.forEach((table, rows) -> {
            double sum = rows.values().stream().mapToDouble(Double::doubleValue).sum();
            if (sum >= FEW_ROWS) {
                var group = runs.stream()
                        .filter(run -> table.startsWith(run.prefix()))
                        .map(run -> run.what().group())
                        .findFirst()
                        .orElse("?");
                all.merge(group, 1, Integer::sum);
                both.merge(group, rows.size() == EXECUTORS ? 1 : 0, Integer::sum);
            }
        });
        tables = all;
        inBoth = both;
    }

    private static Set<String> groups() {
        return runs.stream().map(run -> run.what().group()).collect(Collectors.toSet());
    }

    private static boolean isInBoth() {
        return !tables.isEmpty()
                && tables.entrySet().stream()
                        .allMatch(group -> 2 * inBoth.getOrDefault(group.getKey(), 0) > group.getValue());
    }

    @Test
    @Order(1)
    void mostTablesOfEachGroupHaveRowsInBothExecutors() {
        System.out.println("tables with six rows or more: " + tables + ", of these in both executors: " + inBoth);
        assertThat(tables.keySet()).containsExactlyInAnyOrderElementsOf(groups());
        assertThat(isInBoth()).as(tables + ", in both: " + inBoth).isTrue();
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> everyChangeIsFollowed() {
        return runs.stream().map(SchemaChangeMatrix::test);
    }

    @Test
    @Order(3)
    void afterRandomChangesAndLostDriversAndExecutorsEverythingIsEqual() throws Exception {
        new RandomChanges(STACK, List.of("pipeline", "spark-worker-1", "spark-worker-2"), RandomChanges.length(3))
                .play();
    }
}
