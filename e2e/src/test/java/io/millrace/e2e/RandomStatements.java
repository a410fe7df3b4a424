package io.millrace.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Statements at random, for a table as it is. */
final class RandomStatements {

    /** What may happen to a table's shape. */
    enum Ddl {
        ADD_COLUMN,
        ADD_COLUMN_WITH_DEFAULT,
        ADD_COLUMN_WITH_VOLATILE_DEFAULT,
        DROP_COLUMN,
        RENAME_COLUMN,
        WIDEN,
        TO_TEXT,
        DROP_NOT_NULL,
        SET_DEFAULT,
        RENAME_TABLE,
        DROP_AND_CREATE,
        REPLICA_IDENTITY,
        COMPOSITE_TYPE
    }

    private static final int MOST_COLUMNS = 14;

    private final RandomGenerator random;
    private final RandomValues values;
    private final RandomTypes types;
    private final RandomPartitions partitions;
    private int names;

    /** @param prefix of the names of all that is made, in small letters */
    RandomStatements(RandomGenerator random, String prefix) {
        this.random = random;
        this.values = new RandomValues(random);
        this.types = new RandomTypes(random, prefix);
        this.partitions = new RandomPartitions(random);
    }

    String create(String name) {
        var key = anyOf(RandomValues.KEYS);
        var second = random.nextInt(3) == 0 ? ", part integer" : "";
        // Two rows can have such a key within a transaction; Postgres then wants the whole row as its identity.
        var deferrable = random.nextInt(4) == 0;
        return "CREATE TABLE \"" + name + "\" (id " + key + " NOT NULL" + second + ", big text STORAGE EXTERNAL, "
                + IntStream.range(0, random.nextInt(1, 6))
                        .mapToObj(i -> column() + (random.nextInt(4) == 0 ? " NOT NULL" : ""))
                        .collect(Collectors.joining(", "))
                + ", PRIMARY KEY (id" + (second.isEmpty() ? "" : ", part") + ")"
                + (deferrable
                        ? " DEFERRABLE INITIALLY DEFERRED); ALTER TABLE \"" + name + "\" REPLICA IDENTITY FULL"
                        : ")");
    }

    private String column() {
        return newName() + " " + (random.nextInt(6) == 0 ? types.any() : anyOf(RandomValues.TYPES));
    }

    /** The client is part of the name, so that no two clients think of the same one. */
    private String newName() {
        names++;
        return "c" + Integer.toString(random.nextInt(36 * 36), 36) + names;
    }

    String dml(RandomTable table) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> insert(table);
            case 7, 8, 9, 10, 11, 12 -> update(table);
            case 13, 14, 15 -> moveKey(table);
            case 16 -> swapKeys(table);
            default -> "DELETE FROM " + quoted(table) + where(table);
        };
    }

    String truncate(RandomTable table) {
        return "TRUNCATE " + quoted(table);
    }

    private String insert(RandomTable table) {
        var rows = IntStream.range(0, random.nextInt(4) == 0 ? 20 : 1)
                .mapToObj(i -> table.columns().stream().map(values::of).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        // Not where the key is deferrable: Postgres refuses it there.
        return "INSERT INTO " + quoted(table) + " VALUES " + rows
                + (random.nextInt(4) == 0 ? "" : " ON CONFLICT DO NOTHING");
    }

    private String update(RandomTable table) {
        var columns = table.values();
        if (columns.isEmpty()) {
            return "DELETE FROM " + quoted(table) + where(table);
        }
        return "UPDATE " + quoted(table) + " SET " + assignment(anyOf(columns)) + where(table);
    }

    private String moveKey(RandomTable table) {
        return "UPDATE " + quoted(table) + " SET " + assignment(table.key().get(0)) + " WHERE "
                + equality(table.key().get(0));
    }

    /** By way of a key that no other statement uses. */
    private String swapKeys(RandomTable table) {
        var key = table.key().get(0);
        var one = values.of(key);
        var other = values.of(key);
        var aside = values.aside(key.type());
        return List.of(List.of(aside, one), List.of(one, other), List.of(other, aside)).stream()
                .map(move -> "UPDATE " + quoted(table) + " SET " + quoted(key) + " = " + move.get(0) + " WHERE "
                        + quoted(key) + " = " + move.get(1))
                .collect(Collectors.joining("; "));
    }

    private String assignment(RandomTable.Column column) {
        return quoted(column) + " = " + values.of(column);
    }

    private String equality(RandomTable.Column key) {
        return assignment(key);
    }

    private String where(RandomTable table) {
        var key = table.key().get(0);
        return key.type().equals("integer") && random.nextInt(5) == 0
                ? " WHERE " + quoted(key) + " % 17 = " + random.nextInt(17)
                : " WHERE " + equality(key);
    }

    /** One change of shape, some kinds of which are several statements; none where the table gives no opportunity. */
    List<String> ddl(RandomTable table, Ddl kind) {
        if (RandomPartitions.isOne(table)) {
            return partitions.change(table);
        }
        var alter = "ALTER TABLE " + quoted(table) + " ";
        var columns = table.values();
        if (columns.isEmpty() && kind != Ddl.ADD_COLUMN && kind != Ddl.COMPOSITE_TYPE) {
            return List.of();
        }
        var column = columns.isEmpty() ? table.columns().get(0) : anyOf(columns);
        var type = anyOf(RandomValues.TYPES);
        boolean full = table.columns().size() >= MOST_COLUMNS;
        return switch (kind) {
            case ADD_COLUMN -> full ? List.of() : List.of(alter + "ADD COLUMN " + column());
            case ADD_COLUMN_WITH_DEFAULT ->
                full
                        ? List.of()
                        : List.of(
                                alter + "ADD COLUMN " + newName() + " " + type + " NOT NULL DEFAULT " + constant(type));
            case ADD_COLUMN_WITH_VOLATILE_DEFAULT ->
                full
                        ? List.of()
                        : List.of(alter + "ADD COLUMN " + newName() + " uuid NOT NULL DEFAULT gen_random_uuid()");
            case DROP_COLUMN -> List.of(alter + "DROP COLUMN " + quoted(column));
            case RENAME_COLUMN -> List.of(alter + "RENAME COLUMN " + quoted(column) + " TO " + newName());
            case WIDEN -> widen(alter, columns);
            case TO_TEXT ->
                List.of(
                        alter + "ALTER COLUMN " + quoted(column) + " DROP DEFAULT",
                        alter + "ALTER COLUMN " + quoted(column) + " TYPE text");
            case DROP_NOT_NULL -> List.of(alter + "ALTER COLUMN " + quoted(column) + " DROP NOT NULL");
            case SET_DEFAULT ->
                List.of(alter + "ALTER COLUMN " + quoted(column) + " SET DEFAULT " + constant(column.type()));
            case RENAME_TABLE -> List.of(alter + "RENAME TO \"" + stem(table) + "_" + newName() + "\"");
            case DROP_AND_CREATE -> List.of("DROP TABLE " + quoted(table), create(table.name()));
            case REPLICA_IDENTITY -> List.of(alter + "REPLICA IDENTITY " + (random.nextBoolean() ? "FULL" : "DEFAULT"));
            case COMPOSITE_TYPE -> types.change();
        };
    }

    private List<String> widen(String alter, List<RandomTable.Column> columns) {
        var statements = new ArrayList<String>();
        for (var column : columns) {
            var wider = switch (column.type()) {
                case "smallint" -> "integer";
                case "integer" -> "bigint";
                case "character varying(20)" -> "text";
                default -> "";
            };
            if (!wider.isEmpty()) {
                statements.add(alter + "ALTER COLUMN " + quoted(column) + " TYPE " + wider);
                break;
            }
        }
        return statements;
    }

    private String constant(String type) {
        var value = RandomValues.TYPES.contains(type) ? values.of(type) : "NULL";
        return value.startsWith("jsonb_build") ? "'{\"default\": [1, 2]}'" : value;
    }

    /** The part of a table's name that stays through renames: {@code prefix_t3}. */
    static String stem(RandomTable table) {
        return table.name().replaceFirst("^(.*_t\\d+)_.*$", "$1");
    }

    private <T> T anyOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String quoted(RandomTable table) {
        return "\"" + table.name() + "\"";
    }

    private static String quoted(RandomTable.Column column) {
        return "\"" + column.name() + "\"";
    }
}
