package io.millrace.connect;

import static java.util.stream.Collectors.toCollection;

import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.connector.postgresql.connection.ReplicationMessage.NoopMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Operation;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputMessageDecoder;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import io.debezium.relational.ColumnEditor;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what pgoutput says of tables and rows by pgoutput's own word alone: names, types and key columns are those of the
 * moment of the change.
 *
 * <p>Debezium 3.7's decoder takes the types' names, the key and NOT NULL from the catalogue of now. A row from before a change
 * of type is parsed as the new type then, and stops the capture for good where it cannot be; NULL from before a SET NOT NULL
 * becomes a zero. It reads the other messages here too.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">the formats</a>
 */
final class PgOutputReader extends PgOutputMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(PgOutputReader.class);
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int TEXT = 25;

    /** What the log says of a table with names that {@link #differInCaseOnly}. */
    static final String NOT_CAPTURED = "Table {} is not captured: it has columns whose names differ in case only."
            + " Rename one of them, then load the table by ./millrace resync";

    /** What the log says of a table whose name {@link io.millrace.core.event.TableId#looksQuoted}. */
    static final String LOOKS_QUOTED =
            "Table {} is not captured: its name or its schema's begins or ends with a double quote."
                    + " Rename it, then load it by ./millrace resync";

    private static final String PRIMARY_KEY = """
            SELECT a.attname
            FROM pg_catalog.pg_class c
            LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
            WHERE c.oid = ?
            ORDER BY a.attnum""";

    private final MessageDecoderContext context;
    private final PostgresConnection catalogue;
    private final ColumnRules rules;
    private final Map<Integer, Relation> relations = new HashMap<>();

    /** The last that were told of each table. */
    private final Map<Integer, Set<String>> keys = new HashMap<>();

    private @Nullable Instant committedAt;
    private @Nullable Long transaction;

    PgOutputReader(MessageDecoderContext context, PostgresConnection catalogue, ColumnRules rules) {
        super(context, catalogue);
        this.rules = rules;
        this.context = context;
        this.catalogue = catalogue;
    }

    /** A table as the stream has described it last. */
    private record Relation(String table, List<StreamedColumn.Shape> columns) {}

    /** One column of a table's description. */
    private record Described(String name, boolean key, int oid, int modifier) {}

    @Override
    public void processNotEmptyMessage(ByteBuffer buffer, ReplicationMessageProcessor processor, TypeRegistry types)
            throws SQLException, InterruptedException {
        byte type = buffer.get(buffer.position());
        switch (type) {
            case 'R' -> describe(after(buffer, 1), types);
            case 'I', 'U', 'D' -> change(type, after(buffer, 1), processor);
            default -> {
                if (type == 'B') {
                    int lsn = buffer.position() + 1;
                    committedAt = POSTGRES_EPOCH.plus(buffer.getLong(lsn + 8), ChronoUnit.MICROS);
                    transaction = Integer.toUnsignedLong(buffer.getInt(lsn + 16));
                }
                super.processNotEmptyMessage(buffer, processor, types);
            }
        }
    }

    private static ByteBuffer after(ByteBuffer buffer, int bytes) {
        return buffer.position(buffer.position() + bytes);
    }

    private void describe(ByteBuffer buffer, TypeRegistry types) throws SQLException {
        int relation = buffer.getInt();
        // Empty for pg_catalog, whose tables are never published.
        TableId table = new TableId(null, string(buffer), string(buffer));
        char identity = (char) buffer.get();
        List<Described> columns = new ArrayList<>();
        for (int left = buffer.getShort(); left > 0; left--) {
            boolean key = (buffer.get() & 1) != 0;
            columns.add(new Described(string(buffer), key, buffer.getInt(), buffer.getInt()));
        }
        if (differInCaseOnly(columns.stream().map(Described::name).toList())) {
            relations.remove(relation);
            LOG.error(NOT_CAPTURED, table);
            return;
        }
        io.millrace.core.event.TableId id = new io.millrace.core.event.TableId(table.schema(), table.table());
        if (id.looksQuoted()) {
            relations.remove(relation);
            LOG.error(LOOKS_QUOTED, table);
            return;
        }
        Set<String> key = key(relation, identity, columns);
        Optional<String> hidden =
                key.stream().filter(column -> rules.of(id, column).isPresent()).findFirst();
        if (hidden.isPresent()) {
            relations.remove(relation);
            LOG.error(ProtectedColumns.NOT_CAPTURED, table, hidden.get());
            return;
        }
        PostgresSchema schema = context.getSchema();
        schema.applySchemaChangesForTable(
                relation,
                Table.editor()
                        .tableId(table)
                        .addColumns(columns.stream()
                                .filter(column -> !isDropped(id, column))
                                .map(column -> column(column, key, types))
                                .toList())
                        .setPrimaryKeyNames(List.copyOf(key))
                        .create());
        TableSchema records = schema.schemaFor(table);
        if (records != null) {
            StreamedRelations.add(
                    records.getEnvelopeSchema().schema(),
                    new StreamedRelations.Described(Integer.toUnsignedLong(relation), id, identity, List.copyOf(key)));
        }
        relations.put(
                relation,
                new Relation(
                        table.toDoubleQuotedString(),
                        columns.stream().map(column -> shape(id, column, types)).toList()));
    }

    private boolean isDropped(io.millrace.core.event.TableId table, Described column) {
        return rules.of(table, column.name())
                .filter(rule -> rule == Protection.DROP)
                .isPresent();
    }

    /** Debezium's tables have one column a name, whatever its case. */
    static boolean differInCaseOnly(Collection<String> columns) {
        Set<String> names = new HashSet<>();
        return !columns.stream().allMatch(column -> names.add(column.toLowerCase(Locale.ROOT)));
    }

    /**
     * Of the replica identities only an index, the primary key's or another, is a key; the whole row has the flag too. Then
     * the catalogue tells the key, if it does not name columns that were called otherwise at the time of the change.
     *
     * @return empty for no key, or where it cannot be told: then the rows as they were say which ones they are
     */
    private Set<String> key(int relation, char identity, List<Described> columns) throws SQLException {
        Set<String> key = identity == 'd' || identity == 'i'
                ? columns.stream().filter(Described::key).map(Described::name).collect(toCollection(LinkedHashSet::new))
                : primaryKey(relation).orElseGet(() -> keys.getOrDefault(relation, Set.of()));
        if (!columns.stream().map(Described::name).toList().containsAll(key)) {
            key = keys.getOrDefault(relation, Set.of());
        }
        if (!columns.stream().map(Described::name).toList().containsAll(key)) {
            return Set.of();
        }
        keys.put(relation, key);
        return key;
    }

    /** As it is now, empty where the table is gone. */
    private Optional<Set<String>> primaryKey(int relation) throws SQLException {
        Set<String> key = new LinkedHashSet<>();
        boolean[] found = new boolean[1];
        catalogue.prepareQuery(PRIMARY_KEY, select -> select.setLong(1, Integer.toUnsignedLong(relation)), rows -> {
            while (rows.next()) {
                found[0] = true;
                String column = rows.getString(1);
                if (column != null) {
                    key.add(column);
                }
            }
        });
        return found[0] ? Optional.of(key) : Optional.empty();
    }

    private static io.debezium.relational.Column column(Described column, Set<String> key, TypeRegistry types) {
        PostgresType type = types.get(column.oid());
        PostgresType root = type.getRootType();
        ColumnEditor editor = io.debezium.relational.Column.editor()
                .name(column.name())
                .jdbcType(root.getJdbcId())
                .nativeType(root.equals(PostgresType.UNKNOWN) ? column.oid() : root.getOid())
                // A value from before SET NOT NULL can be NULL, whatever the catalogue says by now.
                .optional(!key.contains(column.name()))
                .type(type.getName(), StreamedType.expression(column.oid(), column.modifier()));
        if (column.modifier() != TypeRegistry.NO_TYPE_MODIFIER && type.getTypeInfo() != null) {
            return editor.length(type.getTypeInfo().getPrecision(column.oid(), column.modifier()))
                    .scale(type.getTypeInfo().getScale(column.oid(), column.modifier()))
                    .create();
        }
        return editor.length(type.getDefaultLength())
                .scale(type.getDefaultScale())
                .create();
    }

    private StreamedColumn.Shape shape(io.millrace.core.event.TableId table, Described column, TypeRegistry types) {
        PostgresType root = types.get(column.oid()).getRootType();
        boolean asText = TextConverter.takes(column.oid())
                || rules.of(table, column.name()).isPresent();
        return new StreamedColumn.Shape(
                column.name(), asText ? types.get(TEXT) : root, types, isDropped(table, column));
    }

    private void change(byte type, ByteBuffer buffer, ReplicationMessageProcessor processor)
            throws SQLException, InterruptedException {
        Operation operation = switch (type) {
            case 'I' -> Operation.INSERT;
            case 'U' -> Operation.UPDATE;
            default -> Operation.DELETE;
        };
        int id = buffer.getInt();
        Relation relation = relations.get(id);
        if (relation == null || context.getSchema().tableFor(id) == null) {
            processor.process(new NoopMessage(transaction, committedAt, operation));
            return;
        }
        List<Column> old = null;
        List<Column> row = null;
        while (buffer.hasRemaining()) {
            // N: the new row; K and O: the key or the whole of the old one
            if (buffer.get() == 'N') {
                row = row(buffer, relation);
            } else {
                old = row(buffer, relation);
            }
        }
        processor.process(
                new PgOutputReplicationMessage(operation, relation.table(), committedAt, transaction, old, row));
    }

    private static List<Column> row(ByteBuffer buffer, Relation relation) {
        int columns = buffer.getShort();
        if (columns != relation.columns().size()) {
            throw new IllegalStateException(
                    "A row of " + relation.table() + " has " + columns + " columns, its description in the stream "
                            + relation.columns().size());
        }
        List<Column> row = new ArrayList<>(columns);
        for (StreamedColumn.Shape column : relation.columns()) {
            byte kind = buffer.get();
            Column value = switch (kind) {
                case 't' -> column.value(text(buffer));
                case 'n' -> column.value(null);
                case 'u' -> column.untouched();
                default -> throw new IllegalStateException("pgoutput sends a value of kind " + kind);
            };
            if (!column.dropped()) {
                row.add(value);
            }
        }
        return row;
    }

    private static String text(ByteBuffer buffer) {
        byte[] text = new byte[buffer.getInt()];
        buffer.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String string(ByteBuffer buffer) {
        int start = buffer.position();
        int length = 0;
        while (buffer.get(start + length) != 0) {
            length++;
        }
        byte[] text = new byte[length];
        buffer.get(text);
        after(buffer, 1);
        return new String(text, StandardCharsets.UTF_8);
    }
}
