package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values that ClickHouse's types do not hold: NULL in the view, text in the key, the exact text by one query; json and jsonb as they
 * are. By the stream first, then by loads.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class UnfitValuesIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final List<String> TABLES =
            List.of("unfit_columns", "unfit_documents", "unfit_dates", "unfit_moments", "unfit_numbers", "unfit_log");

    @BeforeAll
    static void stream() throws Exception {
        STACK.execute(resource("unfit-values.sql"));
        STACK.millrace().awaitCaughtUp();
        // By now the tables are there with types that do not hold what comes.
        assertThat(type("unfit_dates", "day")).isEqualTo("Date32");
        assertThat(type("unfit_columns", "day")).isEqualTo("Date32");
        STACK.execute(resource("unfit-values-later.sql"));
        STACK.millrace().awaitCaughtUp();
    }

    @ParameterizedTest
    @CsvSource({
        "exact, 10",
        "free, 11",
        "free, 12",
        "day, 14",
        "day, 15",
        "day, 1",
        "wall, 16",
        "wall, 17",
        "zoned, 18",
    })
    @Order(1)
    void aValueOutsideOfItsTypeIsNull(String column, int id) throws Exception {
        assertThat(rows("SELECT " + column + " FROM app.unfit_columns WHERE id = " + id))
                .isEqualTo("[[null]]");
    }

    @Test
    @Order(1)
    void theValuesBesideItStayAndSoDoSums() throws Exception {
        assertThat(
                        rows(
                                "SELECT count(), sum(exact), min(day), max(zoned) FROM app.unfit_columns WHERE id BETWEEN 10 AND 18"))
                .isEqualTo("[[9, 8, 2024-01-01, 2024-01-01 00:00:00.000000]]");
        assertThat(rows("SELECT days FROM app.unfit_columns WHERE id = 19")).isEqualTo("[[[\"2024-01-01\",null]]]");
        assertThat(rows("SELECT free FROM app.unfit_columns WHERE id = 13")).isEqualTo("[[0]]");
    }

    @Test
    @Order(1)
    void documentsAreTheirExactText() throws Exception {
        for (var column : List.of("j", "t")) {
            assertThat(column("SELECT " + column + " FROM app.unfit_documents ORDER BY id"))
                    .isEqualTo(source("SELECT " + column + "::text FROM unfit_documents ORDER BY id"));
        }
        assertThat(rows("SELECT id FROM app.unfit_documents WHERE JSONLength(j) = 2 ORDER BY id"))
                .isEqualTo("[[1], [7]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unfit_dates   | concat(day, ' ', v)",
                "unfit_moments | concat(id, ' ', replace(\"at\"::text, '+00', ''), ' ', wall, ' ', v)",
                "unfit_numbers | concat(trim_scale(n), ' ', v)",
            })
    @Order(1)
    void aKeyHoldsEveryValue(String table, String row) throws Exception {
        var shown = row.replace("replace(\"at\"::text, '+00', '')", "at").replace("trim_scale(n)", "n");
        assertThat(column("SELECT " + shown + " FROM app." + table))
                .containsExactlyInAnyOrderElementsOf(source("SELECT " + row + " FROM " + table));
    }

    @Test
    @Order(1)
    void oneQueryHasTheExactTexts() throws Exception {
        assertThat(rows("SELECT key['id'], column, value FROM millrace.rescued"
                        + " WHERE source_table = 'public.unfit_columns' AND column IN ('day', 'wall', 'days')"
                        + " ORDER BY toInt32(key['id'])"))
                .isEqualTo(
                        "[[1, day, 5874897-12-31], [14, day, infinity], [15, day, 0044-03-15 BC], [16, wall, -infinity],"
                                + " [17, wall, 2300-01-01 00:00:00], [19, days, {2024-01-01,infinity}]]");
        assertThat(rows("SELECT column, value FROM millrace.rescued WHERE source_table = 'public.unfit_log'"
                        + " ORDER BY column, value"))
                .isEqualTo("[[day, infinity], [n, 1" + "0".repeat(50) + "]]");
        var console = new Http(STACK.millrace().url("ops")).json("GET", "/api/tables/public.unfit_columns/rescued", "");
        assertThat(console.path("query").asText()).contains("millrace.rescued", "public.unfit_columns");
        assertThat(console.path("values").size()).isEqualTo(11);
        assertThat(console.at("/values/0/key/id").asText()).isEqualTo("1");
    }

    @Test
    @Order(2)
    void allIsEqualByTheStreamAndByLoads() throws Exception {
        assertThat(differences(verify(0))).isEmpty();
        for (var table : TABLES) {
            assertThat(STACK.millrace().run("resync", "public." + table).exit()).isZero();
        }
        STACK.millrace().awaitCaughtUp();
        assertThat(differences(verify(0))).isEmpty();
        assertThat(rows("SELECT count() FROM millrace.dead_letters WHERE startsWith(source_table, 'public.unfit_')"))
                .isEqualTo("[[0]]");
        assertThat(rows("SELECT count() FROM millrace.rescued WHERE source_table = 'public.unfit_columns'"))
                .isEqualTo("[[11]]");
    }

    @Test
    @Order(3)
    void whatIsPlantedIsFoundAndRepaired() throws Exception {
        STACK.alter("ALTER TABLE app_raw.unfit_dates UPDATE v = 99 WHERE day = 'infinity'");
        STACK.alter("ALTER TABLE app_raw.unfit_numbers DELETE WHERE n = 'NaN'");
        STACK.alter("ALTER TABLE app_raw.unfit_columns UPDATE exact = 1 WHERE id = 10");
        STACK.alter("ALTER TABLE app_raw.unfit_documents UPDATE j = '[2,1]' WHERE id = 1");
        // Where the warehouse's key is a text the tables are compared as a whole: as a row too few, and one too many.
        var planted = List.of(
                "public.unfit_columns 10",
                "public.unfit_dates ",
                "public.unfit_dates ",
                "public.unfit_documents 1",
                "public.unfit_numbers ");
        assertThat(differences(verify(1))).isEqualTo(planted);
        assertThat(differences(verify(0, "--repair"))).isEqualTo(planted);
        assertThat(differences(verify(0))).isEmpty();
    }

    private static JsonNode verify(int exit, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("verify", "--json"));
        TABLES.forEach(table -> arguments.addAll(List.of("--table", table)));
        arguments.addAll(List.of(options));
        var result = STACK.millrace().run(arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return Http.JSON.readTree(result.out());
    }

    private static List<String> differences(JsonNode report) {
        var differences = new ArrayList<String>();
        for (var table : report.path("tables")) {
            assertThat(table.path("verdict").asText()).isIn("equal", "different");
            for (var difference : table.path("differences")) {
                differences.add(table.path("table").asText() + " "
                        + difference.path("key").asText());
            }
        }
        return differences.stream().sorted().toList();
    }

    private static String type(String table, String column) throws Exception {
        return String.valueOf(STACK.warehouse()
                .rows("SELECT type FROM system.columns WHERE database = 'app' AND table = '" + table + "' AND name = '"
                        + column + "'")
                .get(0)
                .get(0));
    }

    private static String rows(String sql) throws Exception {
        var response = STACK.warehouse()
                .send("POST", "/?output_format_json_quote_64bit_integers=0", sql + " FORMAT JSONCompactEachRow");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        var rows = new ArrayList<List<String>>();
        for (var line : response.body().lines().toList()) {
            var row = new ArrayList<String>();
            Http.JSON
                    .readTree(line)
                    .forEach(value -> row.add(value.isContainerNode() ? value.toString() : value.asText()));
            rows.add(row);
        }
        return rows.toString();
    }

    private static List<String> column(String sql) throws Exception {
        return STACK.warehouse().rows(sql).stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private static List<String> source(String sql) throws SQLException {
        var values = new ArrayList<String>();
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'");
            try (var rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    values.add(String.valueOf(rows.getString(1)));
                }
            }
        }
        return values;
    }

    private static String resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(UnfitValuesIT.class.getResourceAsStream("/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
