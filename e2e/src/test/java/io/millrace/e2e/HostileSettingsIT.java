package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.postgres.PostgresUrl;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Defaults of the database and of the roles change no value, hide nothing and end nothing: the same row is written before and after
 * they are set, comes by the stream and by a load, and looks the same each time.
 */
final class HostileSettingsIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    /** Of the role that captures. */
    private static final String CAPTURE = "millrace_capture";

    /** Of the database first, then of the roles: each is another than what every session sets. */
    private static final Map<String, List<String>> SETTINGS = settings();

    /** Types whose texts depend on a setting, with a value that shows it. */
    private static final List<List<String>> COLUMNS = List.of(
            List.of("float8", "123456789.12345679"),
            List.of("float4", "'1.17549435e-38'"),
            List.of("float8[]", "ARRAY[0.1::float8 + 0.2, 1e300 / 3]"),
            List.of("point", "point(1.0 / 3, 123456789.12345679)"),
            List.of("box", "box(point(1.0 / 3, 0.1), point(2.0 / 3, 0.30000000000000004))"),
            List.of("date", "'2026-03-04'"),
            List.of("timestamp", "'2026-03-04 05:06:07.123456'"),
            List.of("timestamptz", "'2026-03-04 05:06:07.123456+05:45'"),
            List.of("timestamptz[]", "ARRAY['2026-03-04 05:06:07+00'::timestamptz, '1999-12-31 23:59:59+00']"),
            List.of("tstzrange", "tstzrange('2026-03-04 05:06:07+00', '2026-04-05 06:07:08+00')"),
            List.of("timetz", "'05:06:07+05:45'"),
            List.of("interval", "'1 year 2 months -3 days 04:05:06.789'"),
            List.of("interval[]", "ARRAY[interval '1 day -00:00:01']"),
            List.of("bytea", "'\\x00ff5c27'"),
            List.of("bytea[]", "ARRAY['\\x00ff5c27'::bytea]"),
            List.of("money", "'1234.56'::numeric::money"),
            List.of("regclass", "'hostile'::regclass"),
            List.of("regtype", "'\"Odd mood\"'::regtype"),
            List.of("xml", "xmlparse(content '<a>1</a>text')"),
            List.of("\"Odd mood\"", "ROW(0.1::float8 + 0.2, '2026-03-04 05:06:07+00', '1 mon', '\\xff')"),
            List.of("text", "E'a\\\\b''c'"));

    private static Map<String, List<String>> settings() {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        settings.put("extra_float_digits", List.of("0", "-7"));
        settings.put("DateStyle", List.of("German", "SQL, MDY"));
        settings.put("IntervalStyle", List.of("iso_8601", "sql_standard"));
        settings.put("bytea_output", List.of("escape", "escape"));
        settings.put("TimeZone", List.of("Asia/Kathmandu", "America/St_Johns"));
        settings.put("lc_monetary", List.of("POSIX", "C.utf8"));
        settings.put("xmloption", List.of("document", "document"));
        settings.put("xmlbinary", List.of("hex", "hex"));
        settings.put("quote_all_identifiers", List.of("on", "on"));
        settings.put("search_path", List.of("nowhere", "hostile_things, pg_catalog"));
        settings.put("row_security", List.of("on", "on"));
        settings.put("standard_conforming_strings", List.of("off", "off"));
        settings.put("array_nulls", List.of("off", "off"));
        settings.put("transform_null_equals", List.of("on", "on"));
        settings.put("default_transaction_read_only", List.of("on", "on"));
        settings.put("default_transaction_deferrable", List.of("on", "on"));
        settings.put("default_transaction_isolation", List.of("serializable", "serializable"));
        settings.put("statement_timeout", List.of("1ms", "1ms"));
        settings.put("lock_timeout", List.of("1ms", "1ms"));
        settings.put("idle_in_transaction_session_timeout", List.of("1ms", "1ms"));
        settings.put("idle_session_timeout", List.of("1ms", "1ms"));
        return settings;
    }

    @AfterEach
    void reset() throws SQLException {
        execute("ALTER DATABASE app RESET ALL", "ALTER ROLE " + CAPTURE + " RESET ALL");
        execute(
                "ALTER ROLE " + CAPTURE + " IN DATABASE app RESET ALL",
                "ALTER ROLE " + user() + " IN DATABASE app RESET ALL");
    }

    @Test
    void valuesAreTheSameByStreamAndLoadWhateverTheDefaultsAre() throws Exception {
        execute("CREATE TYPE \"Odd mood\" AS (f float8, t timestamptz, i interval, b bytea)");
        var columns = new ArrayList<String>();
        COLUMNS.forEach(column -> columns.add("c" + columns.size() + " " + column.get(0)));
        execute("CREATE TABLE hostile (id int PRIMARY KEY, at timestamptz DEFAULT '2026-03-04 05:06:07.5+00', "
                + String.join(", ", columns) + ")");
        execute("CREATE TABLE hostile_log (v float8, at timestamptz)", "ALTER TABLE hostile_log REPLICA IDENTITY FULL");
        insert(1);
        STACK.millrace().awaitCaughtUp();
        var before = row(1);

        settings("DATABASE app", 0);
        settings("ROLE " + CAPTURE, 1);
        settings("ROLE " + CAPTURE + " IN DATABASE app", 1);
        settings("ROLE " + user() + " IN DATABASE app", 1);
        // Connections that are there keep what they began with.
        run("pause");
        run("resume");
        insert(2);
        STACK.millrace().awaitCaughtUp();
        assertThat(row(2)).as("by the stream").isEqualTo(before);
        assertThat(row(1)).isEqualTo(before);
        verified();

        run("resync", "hostile");
        run("resync", "hostile_log");
        assertThat(row(1)).as("by a load").isEqualTo(before);
        assertThat(row(2)).as("by a load").isEqualTo(before);
        verified();

        // What the stream would have brought under such defaults is found, and replaced.
        STACK.alter("ALTER TABLE app_raw.hostile UPDATE c0 = 123456789.123 WHERE id = 2");
        var found = verify(1);
        assertThat(found.path("tables").get(0).path("different")).hasSize(1);
        verify(0, "--repair");
        assertThat(row(2)).as("after the repair").isEqualTo(before);
    }

    private static void insert(int id) throws SQLException {
        var values = new ArrayList<String>();
        COLUMNS.forEach(column -> values.add(column.get(1)));
        execute(
                "INSERT INTO hostile VALUES (" + id + ", DEFAULT, " + String.join(", ", values) + ")",
                "INSERT INTO hostile_log VALUES (0.1::float8 + 0.2, '2026-03-04 05:06:07.5+00')");
    }

    private static List<String> row(int id) throws IOException, InterruptedException {
        return STACK.warehouse().query("SELECT * EXCEPT id FROM app.hostile WHERE id = " + id);
    }

    private static void verified() throws IOException, InterruptedException {
        assertThat(verify(0).path("equal").asBoolean()).isTrue();
    }

    private static JsonNode verify(int exit, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("verify", "--json", "--table", "hostile", "--table", "hostile_log"));
        arguments.addAll(List.of(options));
        var result = STACK.millrace().run(arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return Http.JSON.readTree(result.out());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var result = STACK.millrace().run(command);
        assertThat(result.exit())
                .as(List.of(command) + result.out() + result.err())
                .isZero();
    }

    private static void settings(String whose, int which) throws SQLException {
        var statements = new ArrayList<String>();
        SETTINGS.forEach((name, values) -> {
            // A search path is a list of names, not one name with commas.
            var value = name.equals("search_path") ? values.get(which) : "'" + values.get(which) + "'";
            statements.add("ALTER " + whose + " SET " + name + " = " + value);
        });
        execute(statements.toArray(String[]::new));
    }

    private static String user() {
        return "\"" + PostgresUrl.parse(STACK.source().toString()).user() + "\"";
    }

    /** By a session that the defaults do not concern. */
    private static void execute(String... statements) throws SQLException {
        try (Connection connection =
                        PostgresUrl.parse(STACK.source().toString()).connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
