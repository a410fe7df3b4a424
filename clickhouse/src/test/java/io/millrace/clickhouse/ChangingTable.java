package io.millrace.clickhouse;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.Truncation;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A source table that changes its shape, and its events. Columns are given as {@code name type [not null] [key]
 * [missing TEXT] [= NUMBER]}; without a number it is that of its place.
 */
final class ChangingTable {
    private static final Pattern COLUMN = Pattern.compile(
            "(?<name>\\S+) (?<type>\\S+)(?<nn> not null)?(?<key> key)?(?: missing (?<missing>\\S+))?(?: ="
                    + " (?<n>\\d+))?");

    /** One shape of the table: what events of it carry. */
    record Shape(TableSchema schema) {}

    private final ClickHouseClient client;
    private final ClickHouseWarehouse warehouse;
    private final String database;
    private final WritePlanner planner = new WritePlanner();
    private final List<String> resyncs = new ArrayList<>();
    private long oid;
    private TableId id;
    private char identity = 'd';
    private List<Integer> dropped = List.of();
    private TableSchema schema;

    ChangingTable(ClickHouseClient client, ClickHouseWarehouse warehouse, String database, TableId id) {
        this.client = client;
        this.warehouse = warehouse;
        this.database = database;
        this.id = id;
        this.oid = 16_000L + Math.floorMod(id.hashCode(), 1_000_000);
        this.schema = new TableSchema(id, List.of(), List.of());
    }

    ChangingTable drops(Integer... numbers) {
        dropped = List.of(numbers);
        return this;
    }

    ChangingTable named(TableId name) {
        id = name;
        return this;
    }

    /** Dropped and created again. */
    ChangingTable recreate() {
        oid += 1_000_000;
        return this;
    }

    ChangingTable identity(char replicaIdentity) {
        identity = replicaIdentity;
        return this;
    }

    /** The source's catalog describes the table without a row. */
    void described(long offset, long lsn) {
        describe(offset, lsn, schema.relation());
    }

    void gone(long offset, long lsn) {
        describe(offset, lsn, new Relation(oid, id, 'd', List.of(), List.of(), List.of(), true));
    }

    /** A schema that rows in other partitions have. */
    void seen(long offset, long lsn) {
        write(new ChangeEvent.SchemaSeen(new StreamPosition("changes", 0, offset, 1_000), position(lsn), schema));
    }

    private void describe(long offset, long lsn, @Nullable Relation relation) {
        if (relation == null) {
            throw new IllegalStateException("no shape yet");
        }
        write(new ChangeEvent.Described(new StreamPosition("changes", 0, offset, 1_000), position(lsn), relation));
    }

    void delete(long offset, long lsn, @Nullable Object... values) {
        write(new ChangeEvent.Delete(
                new StreamPosition("changes", 0, offset, 1_000),
                position(lsn),
                schema,
                new RowImage(RowImage.Kind.KEY_ONLY, values, Map.of())));
    }

    /** A delete with the whole row, as without a key. */
    void end(long offset, long lsn, @Nullable Object... values) {
        write(new ChangeEvent.Delete(
                new StreamPosition("changes", 0, offset, 1_000),
                position(lsn),
                schema,
                new RowImage(RowImage.Kind.FULL, values, Map.of())));
    }

    void truncate(long lsn) {
        warehouse.truncate(new Truncation(id, oid), position(lsn));
    }

    private static SourcePosition position(long lsn) {
        return new SourcePosition(1, lsn, 0, 1_700_000_000_000_000L, 1_700_000_000_001_000L);
    }

    void has(String... columns) {
        List<Column> event = new ArrayList<>();
        List<RelationColumn> described = new ArrayList<>();
        List<Integer> key = new ArrayList<>();
        List<String> keyNames = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            Matcher column = COLUMN.matcher(columns[i]);
            if (!column.matches()) {
                throw new IllegalArgumentException(columns[i]);
            }
            String name = column.group("name");
            boolean notNull = column.group("nn") != null || column.group("key") != null;
            int number = column.group("n") == null ? i + 1 : Integer.parseInt(column.group("n"));
            String missing = column.group("missing");
            event.add(new Column(name, type(column.group("type")), !notNull, number));
            described.add(new RelationColumn(
                    number, name, formatted(column.group("type")), notNull, missing, missing != null, ""));
            if (column.group("key") != null) {
                key.add(i);
                keyNames.add(name);
            }
        }
        Relation relation = new Relation(oid, id, identity, keyNames, described, dropped, false);
        schema = new TableSchema(id, event, key, relation);
    }

    Shape shape() {
        return new Shape(schema);
    }

    /** The same table; the next event is one of an earlier shape. */
    ChangingTable as(Shape earlier) {
        ChangingTable other = new ChangingTable(client, warehouse, database, id);
        other.schema = earlier.schema();
        return other;
    }

    void insert(long offset, long lsn, @Nullable Object... values) {
        carryOut(planInsert(offset, lsn, values));
    }

    void write(ChangeEvent event) {
        carryOut(plan(event));
    }

    /** What an insert needs, by the tables as they are now. */
    WritePlan planInsert(long offset, long lsn, @Nullable Object... values) {
        return plan(new ChangeEvent.Insert(
                new StreamPosition("changes", 0, offset, 1_000),
                position(lsn),
                schema,
                new RowImage(RowImage.Kind.FULL, values, Map.of())));
    }

    private WritePlan plan(ChangeEvent event) {
        List<ChangeEvent> events = List.of(event);
        WritePlan plan = planner.plan(events, TableLookup.of(events, warehouse::describe));
        // As the pipeline does.
        return plan.evolutions().isEmpty()
                ? plan
                : planner.plan(events, TableLookup.of(events, warehouse::describeAgain));
    }

    void carryOut(WritePlan plan) {
        warehouse.evolve(plan.evolutions());
        plan.evolutions().stream()
                .map(EvolutionPlan::resync)
                .filter(why -> !why.isEmpty())
                .forEach(resyncs::add);
        plan.batches().forEach(warehouse::insert);
    }

    List<String> resyncs() {
        return resyncs;
    }

    /** The rows of the view as {@code column=value …}, in the order of the first column. */
    List<String> shown() {
        String view = warehouse.names(id).view();
        return client.query("SELECT * FROM " + view + " ORDER BY 1").stream()
                .map(row -> String.join(
                        " ",
                        row.columns().stream()
                                .map(column -> column + "=" + (row.isNull(column) ? "null" : row.text(column)))
                                .toList()))
                .toList();
    }

    List<String> recorded() {
        return client
                .query("SELECT * FROM `millrace`.`schema_changes` FINAL WHERE `source_table` = '" + id
                        + "' ORDER BY `position`, `kind`, `column`")
                .stream()
                .map(row -> row.text("column").isEmpty()
                        ? row.text("kind")
                        : row.text("kind") + " " + row.text("column") + ": " + row.text("before") + " -> "
                                + row.text("after"))
                .toList();
    }

    /** As {@code format_type} has it. */
    private static String formatted(String type) {
        return switch (type) {
            case "int2" -> "smallint";
            case "int4" -> "integer";
            case "int8" -> "bigint";
            case "bool" -> "boolean";
            case "float4" -> "real";
            case "timestamp" -> "timestamp without time zone";
            case "timestamptz" -> "timestamp with time zone";
            default -> type;
        };
    }

    private static SourceType type(String text) {
        if (text.startsWith("numeric(")) {
            String[] digits = text.substring(8, text.length() - 1).split(",", 2);
            return new SourceType("numeric", Integer.parseInt(digits[0]), Integer.parseInt(digits[1]), "string", "");
        }
        return switch (text) {
            case "int2" -> new SourceType("int2", -1, -1, "int16", "");
            case "int4" -> new SourceType("int4", -1, -1, "int32", "");
            case "int8" -> new SourceType("int8", -1, -1, "int64", "");
            case "bool" -> new SourceType("bool", -1, -1, "boolean", "");
            case "timestamp" -> new SourceType("timestamp", -1, -1, "int64", "io.debezium.time.MicroTimestamp");
            case "timestamptz" -> new SourceType("timestamptz", -1, -1, "string", "io.debezium.time.ZonedTimestamp");
            case "float4" -> new SourceType("float4", -1, -1, "float", "");
            default -> new SourceType(text, -1, -1, "string", "");
        };
    }
}
