package io.millrace.clickhouse.table;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.client.Row;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.clickhouse.rowbinary.RowBinaryReader;
import io.millrace.core.evolve.TableKind;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.verify.CanonicalText;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedColumn;
import io.millrace.core.verify.ComparedTable;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table's view with what the view does not show, rescued values and versions, to compare them with the
 * source.
 *
 * <p>Keys are values of the classes that {@link WarehouseType} names. A range of keys excludes its begin and includes
 * its end; null is no bound.
 */
public final class ShownRows {
    private static final WarehouseType RESCUED =
            new WarehouseType.MapOf(WarehouseType.Simple.STRING, WarehouseType.Simple.STRING);

    /** Well below ClickHouse's {@code max_query_size} of 256 KiB. */
    private static final int MAX_TEXT = 128 * 1024;

    private final ClickHouseClient client;
    private final ComparedTable table;
    private final TableNames names;
    private final RowBounds bounds;

    ShownRows(ClickHouseClient client, ComparedTable table, TableNames names, RowBounds bounds) {
        this.client = requireNonNull(client, "client is null");
        this.table = requireNonNull(table, "table is null");
        this.names = requireNonNull(names, "names is null");
        this.bounds = requireNonNull(bounds, "bounds is null");
    }

    /** Receives rows: the columns that were asked for, the hash, the rescued values by storage columns, the version. */
    @FunctionalInterface
    public interface Rows {
        void row(List<@Nullable Object> values, long hash, Map<String, String> rescued, BigInteger version);
    }

    /** All columns must have a canonical text. */
    public ChunkSum sum(@Nullable List<Object> after, @Nullable List<Object> upTo) {
        return sum(client.query("SELECT " + sumOf(range(after, upTo))).get(0));
    }

    /** The sums of all rows of some tables, in order, by few statements. All their columns must have a canonical text. */
    static List<ChunkSum> sums(ClickHouseClient client, List<ShownRows> tables) {
        Map<Integer, ChunkSum> sums = new HashMap<>();
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < tables.size(); i++) {
            sql.append(sql.isEmpty() ? "" : " UNION ALL ")
                    .append("SELECT toString(")
                    .append(i)
                    .append(") AS `_table`, ")
                    .append(tables.get(i).sumOf("1"));
            if (sql.length() > MAX_TEXT || i == tables.size() - 1) {
                client.query(sql.toString()).forEach(row -> sums.put(Integer.valueOf(row.text("_table")), sum(row)));
                sql.setLength(0);
            }
        }
        return IntStream.range(0, tables.size())
                .mapToObj(i -> requireNonNull(sums.get(i)))
                .toList();
    }

    /** What follows SELECT. */
    private String sumOf(String condition) {
        String copies = multiset() ? "toUInt64(`_copies`)" : "1";
        return "toString(sum(" + copies + ")) AS `_rows`, toString(sum(toInt128(" + hash() + ") * " + copies
                + ")) AS `_sum`, toString(sum(if(empty(`_rescued`), 0, " + copies + "))) AS `_rescued_rows` FROM "
                + shown(condition);
    }

    private static ChunkSum sum(Row row) {
        return new ChunkSum(
                Long.parseLong(row.text("_rows")),
                new BigInteger(row.text("_sum")),
                Long.parseLong(row.text("_rescued_rows")));
    }

    /** The rows of a range. Equal rows of a table without a key come as often as the view shows them. */
    public void rows(
            List<ComparedColumn> columns, @Nullable List<Object> after, @Nullable List<Object> upTo, Rows rows) {
        read(columns, range(after, upTo), rows);
    }

    /** The rows of some keys; what the view does not show is left out. */
    public void rows(List<ComparedColumn> columns, List<List<Object>> keys, Rows rows) {
        inPieces(keys.stream().map(this::tuple).toList(), list -> read(columns, keyIn(list), rows));
    }

    /** Up to that many rows after a key, in the warehouse's order of keys. */
    public void next(List<ComparedColumn> columns, @Nullable List<Object> after, int limit, Rows rows) {
        String condition = after == null ? "1" : keyTuple() + " > " + tuple(after);
        read(columns, condition + " ORDER BY " + keyTuple() + " LIMIT " + limit, rows);
    }

    /**
     * A version of a row that storage has, shown or not.
     *
     * @param key values of its key columns
     */
    public record StoredVersion(List<Object> key, BigInteger version) {}

    /** The versions of some keys that are higher than one. */
    public List<StoredVersion> versionsAbove(List<List<Object>> keys, BigInteger bound) {
        List<StoredVersion> versions = new ArrayList<>();
        inPieces(keys.stream().map(this::tuple).toList(), list -> {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            String columns = table.key().stream().map(ShownRows::name).collect(Collectors.joining(", "));
            client.copy(
                    "SELECT `_version`, " + columns + " FROM " + names.rows() + " WHERE " + keyIn(list)
                            + " AND `_version` > " + literal(bound),
                    Map.of(),
                    "RowBinary",
                    answer);
            RowBinaryReader reader = new RowBinaryReader(answer.toByteArray());
            while (reader.hasNext()) {
                BigInteger version = reader.uint128();
                List<Object> key = new ArrayList<>();
                table.key()
                        .forEach(column -> key.add(
                                requireNonNull(reader.value(column.stored().type()))));
                versions.add(new StoredVersion(key, version));
            }
        });
        return versions;
    }

    /** Deletes exactly these versions from storage; returns when done. */
    public void remove(List<StoredVersion> versions) {
        String place = "(" + keyColumns() + ", `_version`)";
        List<String> pairs = versions.stream()
                .map(one -> "(" + literals(one.key()) + ", " + literal(one.version()) + ")")
                .toList();
        inPieces(
                pairs,
                list -> client.execute("ALTER TABLE " + names.storage() + " DELETE WHERE " + place + " IN (" + list
                        + ") SETTINGS mutations_sync = 1"));
    }

    private static String literal(BigInteger version) {
        return "toUInt128('" + version + "')";
    }

    /** Lists of tuples that are short enough for one statement each. */
    private static void inPieces(List<String> tuples, Consumer<CharSequence> each) {
        StringBuilder list = new StringBuilder();
        for (String tuple : tuples) {
            list.append(list.isEmpty() ? "" : ", ").append(tuple);
            if (list.length() > MAX_TEXT) {
                each.accept(list);
                list.setLength(0);
            }
        }
        if (!list.isEmpty()) {
            each.accept(list);
        }
    }

    private void read(List<ComparedColumn> columns, String condition, Rows rows) {
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(hash())
                .append(" AS `_hash`, `_rescued`, `_version`")
                .append(multiset() ? ", toUInt64(`_copies`)" : ", toUInt64(1)");
        columns.forEach(column -> sql.append(", ").append(name(column)));
        sql.append(" FROM ").append(shown(condition));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        client.copy(sql.toString(), Map.of(), "RowBinary", answer);
        RowBinaryReader reader = new RowBinaryReader(answer.toByteArray());
        while (reader.hasNext()) {
            long hash = number(reader.value(WarehouseType.Simple.INT64));
            Map<String, String> rescued = rescued(reader.value(RESCUED));
            BigInteger version = reader.uint128();
            long copies = number(reader.value(WarehouseType.Simple.UINT64));
            List<@Nullable Object> values = new ArrayList<>(columns.size());
            columns.forEach(column -> values.add(reader.value(column.stored().type())));
            for (long copy = 0; copy < copies; copy++) {
                rows.row(values, hash, rescued, version);
            }
        }
    }

    private boolean multiset() {
        return table.table().kind() == TableKind.MULTISET;
    }

    /** The FROM clause. */
    private String shown(String condition) {
        if (!multiset()) {
            String counts = table.table().isKeyed() ? bounds.keyed("") : "`_sign` > 0 AND " + bounds.keyless("", names);
            return names.rows() + " FINAL WHERE " + counts + " AND " + condition;
        }
        String s = TableDdl.alias(table.table(), "s");
        List<WarehouseColumn> columns = table.table().shown();
        String values = table.columns().stream()
                .map(column -> MultisetView.value(s, column.stored(), columns) + " AS " + name(column) + ", ")
                .collect(Collectors.joining());
        return "(SELECT " + values + "any(" + s + ".`_rescued`) AS `_rescued`, max(" + s
                + ".`_version`) AS `_version`, sum(" + s + ".`_sign`) AS `_copies` FROM " + names.rows() + " AS " + s
                + " FINAL WHERE " + bounds.keyless(s + ".", names) + " GROUP BY " + MultisetView.groups(s, columns)
                + " HAVING `_copies` > 0) WHERE " + condition;
    }

    private String hash() {
        String text = table.canonical().stream().map(ShownRows::canonical).collect(Collectors.joining(", '|', "));
        String md5 = text.isEmpty() ? "MD5('')" : "MD5(concat(" + text + ", ''))";
        return "reinterpretAsInt64(reverse(substring(" + md5 + ", 1, 8)))";
    }

    private static String canonical(ComparedColumn column) {
        CanonicalText canonical = requireNonNull(column.canonical());
        String text = "ifNull(" + canonical.clickHouse(name(column)) + ", '~')";
        String literal = Identifiers.literal(column.stored().name());
        return canonical.mayBeRescued()
                ? "if(mapContains(`_rescued`, " + literal + "), `_rescued`[" + literal + "], " + text + ")"
                : text;
    }

    private String range(@Nullable List<Object> after, @Nullable List<Object> upTo) {
        List<String> conditions = new ArrayList<>(List.of("1"));
        if (after != null) {
            bound(conditions, " > ", " >= ", after);
        }
        if (upTo != null) {
            bound(conditions, " <= ", " <= ", upTo);
        }
        return String.join(" AND ", conditions);
    }

    /** The first column on its own, too, for the index. */
    private void bound(List<String> conditions, String compared, String first, List<Object> values) {
        List<String> places = new ArrayList<>();
        List<String> literals = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            ComparedColumn column = table.key().get(i);
            boolean uuid = column.canonical() == CanonicalText.UUID;
            // ClickHouse orders UUIDs by their second half first.
            places.add(uuid ? "toString(" + name(column) + ")" : compared(column));
            literals.add(
                    uuid
                            ? Identifiers.literal(values.get(i).toString())
                            : KeyLiteral.of(values.get(i), column.stored().type()));
        }
        conditions.add("(" + String.join(", ", places) + ")" + compared + "(" + String.join(", ", literals) + ")");
        if (places.size() > 1) {
            conditions.add(places.get(0) + first + literals.get(0));
        }
    }

    private String keyIn(CharSequence list) {
        return keyTuple() + " IN (" + list + ")";
    }

    private String keyTuple() {
        return "(" + keyColumns() + ")";
    }

    private String keyColumns() {
        return table.key().stream().map(ShownRows::compared).collect(Collectors.joining(", "));
    }

    private String tuple(List<Object> key) {
        return "(" + literals(key) + ")";
    }

    private String literals(List<Object> key) {
        List<String> literals = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            literals.add(KeyLiteral.of(key.get(i), table.key().get(i).stored().type()));
        }
        return String.join(", ", literals);
    }

    private static String compared(ComparedColumn column) {
        return KeyLiteral.compared(name(column), column.stored().type());
    }

    private static String name(ComparedColumn column) {
        return Identifiers.quote(column.stored().name());
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    private static Map<String, String> rescued(@Nullable Object map) {
        Map<String, String> rescued = new HashMap<>();
        if (map instanceof Map<?, ?> entries) {
            entries.forEach((column, text) -> rescued.put(text(column), text(text)));
        }
        return rescued;
    }

    private static String text(@Nullable Object bytes) {
        return bytes instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : String.valueOf(bytes);
    }
}
