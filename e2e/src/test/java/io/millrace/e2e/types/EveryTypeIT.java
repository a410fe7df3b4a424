package io.millrace.e2e.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.ConnectExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A column of every type that a table can have, through the real chain by snapshot and by stream. Each value must come back:
 * what ClickHouse holds, cast by Postgres to the column's type, must show as the source shows it, or stand in
 * {@code _rescued} exactly as the source shows it.
 */
@Timeout(600)
final class EveryTypeIT {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final ConnectExtension CONNECT = new ConnectExtension(KAFKA);

    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static List<Columns> columns = List.of();
    private static @Nullable ClickHouseClient client;
    private static @Nullable Chain chain;

    @BeforeAll
    static void load() throws Exception {
        Columns.EXTENSIONS.forEach(name -> POSTGRES.execute("CREATE EXTENSION " + name + " CASCADE"));
        POSTGRES.execute(Columns.TYPES.toArray(String[]::new));
        try (Connection connection = POSTGRES.connect()) {
            columns = Columns.all(connection);
        }
        assertThat(columns).as("types without samples").allMatch(column -> Samples.knows(column.base()));
        create("snapped");
        fill("snapped");
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        chain = new Chain(POSTGRES, KAFKA, CONNECT, new ClickHouseWarehouse(client, "types", "types"));
        chain.start();
        chain.drain();
        create("streamed");
        fill("streamed");
        chain.drain();
        // What is out of line is not in the events of these updates.
        POSTGRES.execute("UPDATE streamed SET touched = touched + 1");
        chain.drain();
    }

    @AfterAll
    static void close() {
        if (chain != null) {
            chain.close();
        }
    }

    @Test
    void everyValueReadByTheSnapshotIsInTheWarehouseOrRescued() throws Exception {
        assertThat(lost("snapped")).isEmpty();
    }

    @Test
    void everyValueThatWasStreamedIsInTheWarehouseOrRescued() throws Exception {
        assertThat(lost("streamed")).isEmpty();
    }

    @Test
    void bothWaysGiveTheSameTables() {
        String types = "SELECT name, type FROM system.columns WHERE database = 'types' AND table = '%s' ORDER BY name";
        assertThat(rows(types.formatted("streamed"))).isEqualTo(rows(types.formatted("snapped")));
    }

    @Test
    void nothingBecameADeadLetter() {
        assertThat(chain == null ? List.of("no chain") : chain.deadLetters).isEmpty();
    }

    private static void create(String table) {
        String list = columns.stream()
                .map(column -> "\"" + column.name() + "\" " + column.type())
                .collect(Collectors.joining(", "));
        POSTGRES.execute(
                "CREATE TABLE " + table + " (id int PRIMARY KEY, touched int NOT NULL DEFAULT 0, " + list + ")");
    }

    /** The n-th row holds the n-th sample of each type. */
    private static void fill(String table) {
        int rows = columns.stream()
                .mapToInt(column -> column.expressions().size())
                .max()
                .orElse(0);
        for (int i = 0; i < rows; i++) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (Columns column : columns) {
                List<String> expressions = column.expressions();
                if (i < expressions.size()) {
                    names.add("\"" + column.name() + "\"");
                    values.add(expressions.get(i));
                }
            }
            POSTGRES.execute("INSERT INTO " + table + " (id, " + String.join(", ", names) + ") VALUES (" + i + ", "
                    + String.join(", ", values) + ")");
        }
    }

    /** One line for each value that did not come through. */
    private static List<String> lost(String table) throws SQLException {
        List<String> lost = new ArrayList<>();
        Map<Integer, JsonNode> landed = landed(table);
        try (Connection connection = POSTGRES.connect()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET timezone = 'UTC'");
            }
            for (int c = 0; c < columns.size(); c++) {
                Columns column = columns.get(c);
                try (PreparedStatement select = connection.prepareStatement(
                                "SELECT id, \"" + column.name() + "\"::text FROM " + table + " ORDER BY id");
                        ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        JsonNode there = landed.get(row.getInt(1));
                        String what = there == null
                                ? "no row"
                                : difference(
                                        connection, column, row.getString(2), there.get(c), there.get(columns.size()));
                        if (what != null) {
                            lost.add(column.name() + " (" + column.type() + ") of row " + row.getInt(1) + ": " + what);
                        }
                    }
                }
            }
        }
        return lost;
    }

    private static Map<Integer, JsonNode> landed(String table) {
        String list = columns.stream().map(Landed::select).collect(Collectors.joining(", "));
        return rows("SELECT " + list + ", `_rescued`, `id` FROM `types_raw`.`" + table + "` FINAL").stream()
                .collect(Collectors.toMap(row -> row.get(columns.size() + 1).asInt(), row -> row));
    }

    private static @Nullable String difference(
            Connection connection, Columns column, @Nullable String source, JsonNode value, JsonNode rescued)
            throws SQLException {
        JsonNode rescuedText = rescued.get(column.name());
        if (rescuedText != null) {
            String exact = source == null ? "NULL" : source;
            boolean rounded = column.base().endsWith("numeric") && source != null && source.contains(".");
            if (!column.array()
                    && !rounded
                    && !value.isNull()
                    && !value.isContainerNode()
                    && !column.kind().equals("c")) {
                return shown(value.toString()) + " is shown for a value that does not fit";
            }
            return rescuedText.asText().equals(exact)
                    ? null
                    : "the rescued text is " + shown(rescuedText.asText()) + ", not " + shown(exact);
        }
        if (source == null || value.isNull()) {
            return source == null && value.isNull() ? null : shown(value.toString()) + " for " + shown(source);
        }
        String literal = Landed.literal(column, value);
        if (literal.equals(source)) {
            return null;
        }
        boolean byValue = column.base().equals("numeric") || column.type().equals("json");
        String type = column.type().equals("json") ? "jsonb" : column.type();
        String sql = byValue
                ? "SELECT (?::text)::" + type + " = (?::text)::" + type + ", 'another value'"
                : "SELECT ((?::text)::" + column.type() + ")::text = ?, ((?::text)::" + column.type() + ")::text";
        try (PreparedStatement compare = connection.prepareStatement(sql)) {
            compare.setString(1, literal);
            compare.setString(2, source);
            if (!byValue) {
                compare.setString(3, literal);
            }
            try (ResultSet equal = compare.executeQuery()) {
                equal.next();
                return equal.getBoolean(1) ? null : shown(equal.getString(2)) + " for " + shown(source);
            }
        } catch (SQLException e) {
            return shown(literal) + " for " + shown(source) + " (" + e.getMessage() + ")";
        }
    }

    private static String shown(@Nullable String text) {
        return text == null ? "NULL" : text.length() < 200 ? "<" + text + ">" : "<" + text.substring(0, 200) + "…>";
    }

    private static List<JsonNode> rows(String sql) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        if (client == null) {
            throw new IllegalStateException("no warehouse");
        }
        client.copy(
                sql + " SETTINGS output_format_json_quote_denormals = 1, output_format_json_quote_decimals = 1,"
                        + " output_format_json_quote_64bit_integers = 0, date_time_output_format = 'simple'",
                Map.of(),
                "JSONCompactEachRow",
                answer);
        return answer.toString(StandardCharsets.UTF_8)
                .lines()
                .map(EveryTypeIT::json)
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
