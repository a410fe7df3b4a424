package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that move, that are written otherwise, and that two rows have for a moment: all cases of {@code keys.sql}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KeysIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** A volatile default: values that only the source knows, so that the table is loaded. */
    private static final String LOAD = "ALTER TABLE {t} ADD COLUMN loaded uuid DEFAULT gen_random_uuid()";

    /** Shows one test run from the next on a stack that both use. */
    private static final String MARK = System.getProperty("millrace.e2e.mark", "");

    /** Cases with keys that land in another form: `verify` alone knows it. */
    private static final List<String> NOT_AS_WRITTEN =
            List.of("a domain over numeric, and an array", "intervals, times, json and ranges");

    private static final Map<String, String> TABLES = new TreeMap<>();

    private static JsonNode verified;

    @BeforeAll
    static void play() throws Exception {
        List<SchemaChangeCase> cases = SchemaChangeCase.read("/keys.sql");
        for (SchemaChangeCase one : cases) {
            TABLES.put(table(one, 's'), one.name() + ", streamed");
            TABLES.put(table(one, 'l'), one.name() + ", beside a load");
        }
        each(cases, one -> {
            run(one, "setup", 's');
            run(one, "setup", 'l');
        });
        STACK.millrace().awaitCaughtUp(LIMIT);
        each(cases, one -> {
            STACK.execute(LOAD.replace("{t}", table(one, 'l')));
            run(one, "change", 's');
            run(one, "change", 'l');
        });
        STACK.millrace().awaitCaughtUp(LIMIT);
        verified = verify(TABLES.keySet());
    }

    @Order(1)
    @TestFactory
    Stream<DynamicTest> source_and_warehouse_are_equal() throws Exception {
        var contents = STACK.contents();
        return TABLES.entrySet().stream()
                .map(table -> DynamicTest.dynamicTest(table.getValue(), () -> {
                    if (NOT_AS_WRITTEN.stream().noneMatch(table.getValue()::startsWith)) {
                        contents.assertEqual(SharedStack.DATABASE, "public", table.getKey());
                    }
                    assertThat(verdict(verified, table.getKey()))
                            .as(table.getKey())
                            .isEqualTo("equal");
                }));
    }

    @Order(2)
    @Test
    void damageIsFoundAndRepaired() throws Exception {
        String swapped = named("two rows swap their keys, streamed");
        String numeric = named("zeros of numeric keys, streamed");
        String floats = named("the only key is a float, streamed");
        String collated = named("texts that a collation holds equal, streamed");
        String deferrable = named("keys are mirrored, streamed");
        STACK.alter("ALTER TABLE app_raw." + swapped + " UPDATE big = 'of another row' WHERE id = 2");
        STACK.alter("ALTER TABLE app_raw." + numeric + " DELETE WHERE k = 1");
        STACK.alter("ALTER TABLE app_raw." + floats + " DELETE WHERE k = 0");
        STACK.alter("INSERT INTO app_raw." + floats + " (k, v, _version) VALUES (0, 1, 1)");
        STACK.alter("INSERT INTO app_raw." + collated + " (k, v, _version) VALUES ('kEy 1', 10, 1)");
        STACK.alter("ALTER TABLE app_raw." + deferrable + " UPDATE v = 'by hand' WHERE id = 7");
        Set<String> damaged = Set.of(swapped, numeric, floats, collated, deferrable);

        JsonNode found = verify(damaged);
        for (String table : damaged) {
            assertThat(verdict(found, table)).as(table).isEqualTo("different");
        }
        JsonNode repaired = verify(damaged, "--repair");
        for (String table : damaged) {
            assertThat(verdict(repaired, table)).as(repaired.toString()).isEqualTo("equal");
        }
        for (String table : damaged) {
            STACK.contents().assertEqual(SharedStack.DATABASE, "public", table);
        }
    }

    private interface Step {
        void run(SchemaChangeCase one) throws SQLException;
    }

    private static void each(List<SchemaChangeCase> cases, Step step) throws SQLException {
        for (SchemaChangeCase one : cases) {
            step.run(one);
        }
    }

    private static void run(SchemaChangeCase one, String section, char way) throws SQLException {
        STACK.execute(one.statements(section, table(one, way), 0).toArray(String[]::new));
    }

    private static String table(SchemaChangeCase one, char way) {
        return "keys%02d%c%s".formatted(one.number(), way, MARK);
    }

    private static String named(String name) {
        return TABLES.entrySet().stream()
                .filter(table -> table.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode verify(Set<String> tables, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("verify", "--json"));
        new TreeSet<>(tables).forEach(table -> arguments.addAll(List.of("--table", table)));
        arguments.addAll(List.of(options));
        var result = STACK.millrace().run(arguments.toArray(String[]::new));
        assertThat(result.out()).as(result.err()).startsWith("{");
        return Http.JSON.readTree(result.out());
    }

    private static String verdict(JsonNode report, String table) {
        for (var one : report.path("tables")) {
            if (one.path("table").asText().equals("public." + table)) {
                return one.path("equal").asBoolean()
                        ? "equal"
                        : one.path("differences").isEmpty() ? one.toString() : "different";
            }
        }
        return report.path("tables").findValuesAsText("table").stream().collect(Collectors.joining(" ", "only ", ""));
    }
}
