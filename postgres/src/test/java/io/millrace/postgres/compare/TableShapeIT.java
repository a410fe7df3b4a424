package io.millrace.postgres.compare;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.core.event.Column;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.postgres.PostgresUrl;
import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableShapeIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    private static final TableId PLAIN = table("plain");
    private static final TableId RICH = table("rich");
    private static final TableId PARTS = table("parts");
    private static final TableId ODD = new TableId("Odd 'Schema'", "Ta{b},\"le\"");

    @BeforeAll
    static void tables() {
        POSTGRES.execute(
                "CREATE TYPE color AS ENUM ('red', 'green')",
                "CREATE TYPE street AS (name text, number int)",
                "CREATE TYPE address AS (street street, past street[], price numeric(7, 2))",
                "CREATE DOMAIN price AS numeric(10, 2)",
                "CREATE DOMAIN prices AS price[]",
                "CREATE DOMAIN document AS jsonb",
                "CREATE TABLE plain (id int PRIMARY KEY, gone int, name text COLLATE \"C\" NOT NULL, words text)",
                "ALTER TABLE plain DROP COLUMN gone",
                "CREATE TABLE rich (id bigint, j jsonb, d document, js json[], home address, homes address[], c color,"
                        + " cs color[], p price, ps prices, cube int[][][], v varchar(7), twice bigint GENERATED ALWAYS AS (id * 2) STORED)",
                "CREATE TABLE parts (id int, day date) PARTITION BY RANGE (day)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "CREATE SCHEMA \"Odd 'Schema'\"",
                "CREATE TABLE \"Odd 'Schema'\".\"Ta{b},\"\"le\"\"\" (\"a b\" int)",
                "CREATE TABLE bare ()");
    }

    private static TableId table(String name) {
        return new TableId("public", name);
    }

    private static Map<TableId, TableShape> read(TableId... tables) throws Exception {
        try (Connection connection = PostgresUrl.parse(POSTGRES.url()).connect()) {
            return TableShape.read(connection, List.of(tables));
        }
    }

    /** Read beside another. */
    private static TableShape shape(TableId table) throws Exception {
        return requireNonNull(read(table, table("parts_1")).get(table));
    }

    private static Column column(TableShape shape, String name) {
        return shape.schema().columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void manyTablesAreReadAsEachIsByItself() throws Exception {
        Map<TableId, TableShape> together =
                read(PLAIN, RICH, PARTS, table("parts_1"), ODD, table("bare"), table("none"));
        assertThat(together).containsOnlyKeys(PLAIN, RICH, PARTS, table("parts_1"), ODD);
        try (Connection connection = PostgresUrl.parse(POSTGRES.url()).connect()) {
            for (Map.Entry<TableId, TableShape> one : together.entrySet()) {
                assertThat(TableShape.read(connection, one.getKey()))
                        .as(one.getKey().toString())
                        .isEqualTo(Optional.of(one.getValue()));
            }
            assertThat(TableShape.read(connection, table("bare"))).isEmpty();
        }
    }

    @Test
    void columnsAreThoseOfTheTableAsItIs() throws Exception {
        TableShape plain = shape(PLAIN);
        assertThat(plain.schema().columns())
                .extracting(
                        Column::name,
                        Column::number,
                        Column::nullable,
                        column -> column.type().name())
                .containsExactly(
                        tuple("id", 1, false, "int4"),
                        tuple("name", 3, false, "text"),
                        tuple("words", 4, true, "text"));
        assertThat(plain.bytewise()).contains("name").doesNotContain("id");
        assertThat(plain.generated()).isEmpty();
        assertThat(shape(RICH).generated()).containsExactly("twice");
    }

    @Test
    void typesAreThoseBelowDomainsAndInsideArraysAndComposites() throws Exception {
        TableShape rich = shape(RICH);
        assertThat(column(rich, "j").type())
                .isEqualTo(new SourceType("jsonb", -1, -1, "string", "io.debezium.data.Json"));
        assertThat(column(rich, "d").type().name()).isEqualTo("jsonb");
        assertThat(column(rich, "d").type().wireName()).isNotEqualTo("io.debezium.data.Json");
        assertThat(text(column(rich, "js").type())).isEqualTo("[json]");
        assertThat(text(column(rich, "home").type()))
                .isEqualTo("(street (name text, number int4), past [(name text, number int4)], price numeric 7 2)");
        assertThat(text(column(rich, "homes").type()))
                .isEqualTo("[(street (name text, number int4), past [(name text, number int4)], price numeric 7 2)]");
        assertThat(column(rich, "c").type().wireName()).isEqualTo("io.debezium.data.Enum");
        assertThat(text(column(rich, "cs").type())).isEqualTo("[color]");
        assertThat(text(column(rich, "p").type())).isEqualTo("numeric 10 2");
        assertThat(text(column(rich, "ps").type())).isEqualTo("[numeric 10 2]");
        assertThat(text(column(rich, "cube").type())).isEqualTo("[[[int4]]]");
    }

    private static String text(SourceType type) {
        SourceType element = type.element();
        if (element != null) {
            return "[" + text(element) + "]";
        }
        List<String> fields = new ArrayList<>();
        type.fields().forEach(field -> fields.add(field.name() + " " + text(field.type())));
        return !fields.isEmpty()
                ? "(" + String.join(", ", fields) + ")"
                : type.name() + (type.scale() < 0 ? "" : " " + type.length() + " " + type.scale());
    }

    @Test
    void onlyTheRootOfPartitionsIsPartitioned() throws Exception {
        assertThat(shape(PARTS).partitioned()).isTrue();
        assertThat(shape(table("parts_1")).partitioned()).isFalse();
        assertThat(shape(PLAIN).partitioned()).isFalse();
    }

    @Test
    void everyChangeOfItsColumnsOrTheirTypesIsAnotherShape() throws Exception {
        POSTGRES.execute("CREATE TYPE pair AS (a int)", "CREATE TABLE changing (id int, p pair, v varchar(3))");
        TableId changing = table("changing");
        TableShape before = shape(changing);
        for (String change : List.of(
                "ALTER TYPE pair ADD ATTRIBUTE b text",
                "ALTER TABLE changing ALTER v TYPE varchar(4)",
                "ALTER TABLE changing ALTER id SET NOT NULL",
                "ALTER TABLE changing RENAME v TO w",
                "ALTER TABLE changing ADD more int",
                "ALTER TABLE changing DROP w")) {
            POSTGRES.execute(change);
            TableShape after = shape(changing);
            assertThat(after).as(change).isNotEqualTo(before);
            before = after;
        }
    }

    @Test
    void aConstraintThatIsNotValidDoesNotCount() throws Exception {
        assumeThat(POSTGRES.version()).isGreaterThanOrEqualTo(18);
        POSTGRES.execute(
                "CREATE TABLE unproven (id int PRIMARY KEY, v int)",
                "ALTER TABLE unproven ADD CONSTRAINT v_there NOT NULL v NOT VALID");
        TableId unproven = table("unproven");
        assertThat(shape(unproven).schema().columns())
                .extracting(Column::nullable)
                .containsExactly(false, true);
    }
}
