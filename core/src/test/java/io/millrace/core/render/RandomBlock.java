package io.millrace.core.render;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import io.millrace.core.wire.Tuples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A block of random changes of random tables: mostly sound ones. */
final class RandomBlock {
    /** Types and texts of them; some are no text of their type. */
    private static final String[][] VALUES = {
        {"{\"type\":\"bool\"}", "t", "f"},
        {"{\"type\":\"int2\"}", "0", "-32768", "32767"},
        {"{\"type\":\"int4\"}", "1", "-2147483648", "+7"},
        {"{\"type\":\"int8\"}", "1", "9223372036854775807", "-1"},
        {"{\"type\":\"oid\"}", "4294967295"},
        {"{\"type\":\"float4\"}", "1.5", "NaN", "-Infinity", "1e-30"},
        {"{\"type\":\"float8\"}", "0.1", "-0", "1.7976931348623157e+308"},
        {"{\"type\":\"numeric\",\"modifier\":655366}", "1.10", "-12345678.91", "NaN", "0.005", "1234567890123.1"},
        {"{\"type\":\"numeric\"}", "1e10", "-0.00000000000000000000001", "Infinity"},
        {"{\"type\":\"text\"}", "", "€uro", "with \"quotes\" and \\", "null", "line\nnext\ttab\u0001", "🙂", "\u2028"},
        {"{\"type\":\"bpchar\",\"modifier\":9}", "EUR  "},
        {"{\"type\":\"uuid\"}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
        {"{\"type\":\"date\"}", "2026-11-29", "infinity", "0044-03-15 BC", "12026-01-01"},
        {"{\"type\":\"timestamp\"}", "2026-11-29 12:00:00.5", "-infinity"},
        {
            "{\"type\":\"timestamptz\"}",
            "2026-11-29 12:00:00.123456+00",
            "1850-01-01 00:00:00+00",
            "0001-01-01 00:00:00+00 BC"
        },
        {"{\"type\":\"interval\"}", "1 year 2 mons 3 days 04:05:06.789"},
        {"{\"type\":\"money\"}", "$1,234.50", "no money"},
        {"{\"type\":\"bytea\"}", "\\x00ff10", "\\x"},
        {"{\"type\":\"json\"}", " {\"a\" : 1} ", "[1,2]", "null", "{\"a\":null}"},
        {"{\"type\":\"jsonb\"}", "{\"a\": {\"b\": \"☕\"}}", "\"x\"", "{\"n\": 123456789012345678901}"},
        {"{\"type\":\"mood\",\"kind\":\"e\"}", "happy", "so 'so'"},
        {"{\"type\":\"_int4\",\"of\":{\"type\":\"int4\"}}", "{1,NULL,3}", "{}", "{{1,2},{3,4}}"},
        {"{\"type\":\"_text\",\"of\":{\"type\":\"text\"}}", "{\"a,b\",NULL,\"\\\"\"}"},
        {"{\"type\":\"_jsonb\",\"of\":{\"type\":\"jsonb\"}}", "{\"{\\\"a\\\": 1}\"}"},
        {
            "{\"type\":\"address\",\"kind\":\"c\",\"fields\":[{\"name\":\"street\",\"of\":{\"type\":\"text\"}},"
                    + "{\"name\":\"no\",\"of\":{\"type\":\"int4\"}}]}",
            "(\"Main, St\",7)",
            "(,)"
        },
        {"{\"type\":\"hstore\"}", "\"a\"=>\"1\", \"b\"=>NULL"},
        {"{\"type\":\"vector\"}", "[1,2.5]"},
        {"{\"type\":\"inet\"}", "10.0.0.1/8"},
        {"{\"type\":\"unheard_of\"}", "whatever"},
    };

    private static final List<ChangeKind> ROWS =
            List.of(ChangeKind.INSERT, ChangeKind.UPDATE, ChangeKind.UPDATE, ChangeKind.DELETE, ChangeKind.READ);

    private final Random random;
    private final BlockWriter block = new BlockWriter();

    RandomBlock(Random random) {
        this.random = random;
    }

    byte[] next() {
        List<Table> tables = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            tables.add(table(i));
        }
        for (int i = random.nextInt(20); i >= 0; i--) {
            change(tables.get(random.nextInt(tables.size())));
        }
        return block.finish();
    }

    /** @param values which of the types each column has */
    private record Table(TableDescription description, TableDescription.Encoded encoded, List<String[]> values) {
        int width() {
            return values.size();
        }

        boolean inKey(int column) {
            return description.key().contains(description.columns().get(column).name());
        }
    }

    private Table table(int number) {
        List<TableDescription.Column> columns = new ArrayList<>();
        List<String[]> values = new ArrayList<>();
        List<String> key = new ArrayList<>();
        StringBuilder relation = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            String[] type = VALUES[random.nextInt(VALUES.length)];
            String name = random.nextInt(10) == 0 ? "a \"column\" ☕" + i : "c" + i;
            columns.add(new TableDescription.Column(name, type[0]));
            values.add(type);
            if (random.nextInt(4) == 0) {
                key.add(name);
            }
            relation.append(relation.length() == 0 ? "" : ",")
                    .append("{\"n\":" + (20 - i) + ",\"name\":\"c" + i + "\",\"type\":\"text\",\"notNull\":"
                            + random.nextBoolean() + "}");
        }
        String described =
                "{\"oid\":" + (100 + number) + ",\"schema\":\"public\",\"table\":\"t\",\"identity\":\"f\",\"key\":[],"
                        + "\"columns\":[" + relation + "],\"dropped\":[3]}";
        TableDescription table = Blocks.table("t" + number, key, random.nextInt(3) == 0 ? null : described);
        table = new TableDescription(table.table(), columns, key, table.relation());
        return new Table(table, table.encoded(), values);
    }

    private void change(Table table) {
        switch (random.nextInt(30)) {
            case 0 -> block.heartbeat(position(random.nextBoolean()));
            case 1 ->
                block.message(
                        position(random.nextBoolean()),
                        random.nextBoolean() ? "millrace.barrier" : "millrace.resynced",
                        "{\"x\":\"☕\"}".getBytes(StandardCharsets.UTF_8));
            case 2 -> block.truncate(position(true), table.encoded());
            default -> row(table, ROWS.get(random.nextInt(ROWS.size())));
        }
    }

    private void row(Table table, ChangeKind kind) {
        boolean odd = random.nextInt(40) == 0;
        boolean canHaveOld = kind == ChangeKind.UPDATE || kind == ChangeKind.INSERT;
        boolean hasOld = kind == ChangeKind.DELETE || (canHaveOld && random.nextBoolean());
        @Nullable String[] oldValues = values(table, false, 0);
        int odds = random.nextInt(50) == 0 ? 1 : 0;
        @Nullable String[] values = values(table, kind == ChangeKind.UPDATE || kind == ChangeKind.INSERT, odds);
        for (int i = 0; i < table.width(); i++) {
            // A change of the key is a delete and an insert.
            if (kind == ChangeKind.UPDATE && table.inKey(i) && !isUnchanged(values[i])) {
                oldValues[i] = values[i];
            } else if (kind == ChangeKind.INSERT && table.inKey(i)) {
                oldValues[i] = table.values().get(i)[1];
            }
        }
        Tuple old = hasOld != odd ? Tuples.of(oldValues) : null;
        Tuple row = kind == ChangeKind.DELETE ? null : Tuples.of(values);
        // JSON cannot express that a delete of a table without a key has less than the whole row.
        boolean whole = random.nextBoolean()
                || (kind == ChangeKind.DELETE
                        && IntStream.range(0, table.width()).noneMatch(table::inKey));
        block.row(kind, position(kind != ChangeKind.READ || random.nextBoolean()), table.encoded(), old, whole, row);
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"})
    private static boolean isUnchanged(@Nullable String value) {
        return value == Tuples.UNCHANGED;
    }

    private @Nullable String[] values(Table table, boolean canBeUnchanged, int more) {
        @Nullable String[] values = new String[table.width() + more];
        for (int i = 0; i < values.length; i++) {
            String[] type = table.values().get(Math.min(i, table.width() - 1));
            boolean inKey = i < table.width() && table.inKey(i);
            int dice = random.nextInt(inKey ? 60 : 6);
            values[i] = dice == 0
                    ? null
                    : dice == 1 && canBeUnchanged
                            ? Tuples.UNCHANGED
                            : type[1 + random.nextInt(inKey && random.nextInt(10) > 0 ? 1 : type.length - 1)];
        }
        return values;
    }

    private SourcePosition position(boolean hasCommit) {
        long lsn = 1 + random.nextInt(Integer.MAX_VALUE) + (random.nextInt(3) == 0 ? 1L << 56 : 0);
        return new SourcePosition(
                hasCommit ? lsn - (lsn > 100 ? random.nextInt(100) : 0) : 0,
                lsn,
                random.nextInt(5) == 0 ? 0 : random.nextLong(1L << 40),
                random.nextLong(2_000_000_000_000_000L),
                random.nextLong(2_000_000_000_000_000L),
                random.nextInt(4) == 0 ? random.nextInt(100) : 0);
    }
}
