package io.millrace.core.decode;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Column;
import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.UnknownTypeException;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.MalformedBlockException;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes blocks of changes, see {@link io.millrace.core.wire}. Descriptions of tables are parsed once and recognized
 * by their bytes. Not thread-safe.
 */
public final class BlockDecoder {
    /** Bounds the memory for many versions: beyond it the cache is cleared and filled again. */
    private static final int MAX_TABLES = 10_000;

    private final TypeMapping types;
    private final MessageDecoder messages = new MessageDecoder();
    private final Map<Integer, List<KnownTable>> tables = new HashMap<>();
    private final EncodedRows rows = new EncodedRows();
    private int known;

    public BlockDecoder(TypeMapping types) {
        this.types = types;
    }

    /** A table as one description states it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record KnownTable(
            byte[] description, TableId table, @Nullable Relation relation, TableReader schemas, TupleReader tuples) {}

    /**
     * The changes of a block, in order; never throws for whatever bytes. What cannot be read is a {@link DecodedRecord.Rejected}: a
     * change, or, where the block itself is malformed, all that follows.
     */
    public List<DecodedRecord> decode(LogRecord record) {
        StreamPosition at = record.at();
        byte[] value = record.value();
        List<DecodedRecord> decoded = new ArrayList<>();
        try {
            BlockReader block = new BlockReader(value == null ? new byte[0] : value);
            @Nullable KnownTable[] described = new KnownTable[block.tables()];
            while (block.next()) {
                decoded.add(change(
                        record,
                        block,
                        described,
                        new StreamPosition(
                                at.topic(), at.partition(), at.offset(), at.loggedAtMillis(), decoded.size())));
            }
        } catch (MalformedBlockException e) {
            decoded.add(rejected(
                    record,
                    new StreamPosition(at.topic(), at.partition(), at.offset(), at.loggedAtMillis(), decoded.size()),
                    ErrorCode.NOT_A_CHANGE,
                    e.getMessage() + ".",
                    null,
                    null));
        } finally {
            rows.finish();
        }
        return decoded;
    }

    private DecodedRecord change(
            LogRecord record, BlockReader block, @Nullable KnownTable[] described, StreamPosition at) {
        SourcePosition position = block.position();
        TableId named = null;
        try {
            if (block.kind() == ChangeKind.HEARTBEAT) {
                return new DecodedRecord.Event(record, new ChangeEvent.Heartbeat(at, position));
            }
            if (block.kind() == ChangeKind.MESSAGE) {
                ChangeEvent message = block.prefix().equals(MessagePrefix.DESCRIPTION)
                        ? seen(at, position, block.content())
                        : messages.decode(at, position, block.prefix(), block.content());
                return new DecodedRecord.Event(record, message);
            }
            KnownTable table = described[block.tableIndex()];
            if (table == null) {
                table = table(block.description(block.tableIndex()));
                described[block.tableIndex()] = table;
            }
            named = table.table();
            if (position.lsn() == 0) {
                throw new Rejection(ErrorCode.BAD_POSITION, "its position has no LSN");
            }
            return new DecodedRecord.Event(record, event(block, table, at, position));
        } catch (Rejection e) {
            return rejected(record, at, e.code(), e.reason() + ".", named, position);
        } catch (UnknownTypeException e) {
            return rejected(
                    record,
                    at,
                    ErrorCode.UNKNOWN_TYPE,
                    "a column has a type that Millrace does not know.",
                    named,
                    position);
        }
    }

    /** A schema that cannot be read changes nothing: each of its rows becomes a dead letter. */
    private ChangeEvent seen(StreamPosition at, SourcePosition position, byte[] description) {
        try {
            return new ChangeEvent.SchemaSeen(at, position, schema(table(description), null, null));
        } catch (Rejection | UnknownTypeException e) {
            return new ChangeEvent.Message(at, position, MessagePrefix.DESCRIPTION, "");
        }
    }

    private ChangeEvent event(BlockReader block, KnownTable table, StreamPosition at, SourcePosition position) {
        return switch (block.kind()) {
            case INSERT -> {
                // For a row that moved from another key, the old row has the values that the change did not touch.
                RowImage row = row(block.row(), table, block.old(), block.oldIsWhole());
                TableSchema schema = schema(table, null, row);
                yield new ChangeEvent.Insert(at, position, schema, row, former(block.old(), table, schema, row));
            }
            case READ -> {
                RowImage row = row(block.row(), table, null, false);
                yield new ChangeEvent.SnapshotRead(at, position, schema(table, null, row), row);
            }
            case UPDATE -> update(block, table, at, position);
            case DELETE -> {
                RowImage row = table.tuples().read(required(block.old(), "the row as it was"), true, null, false, rows);
                TableSchema schema = schema(table, row, null);
                // A partition can have a key that its parent table lacks.
                boolean partial = !block.oldIsWhole() && !schema.hasKey();
                yield new ChangeEvent.Delete(
                        at,
                        position,
                        schema,
                        partial ? new RowImage(RowImage.Kind.KEY_ONLY, row.values(), row.rescued()) : row);
            }
            case TRUNCATE ->
                new ChangeEvent.Truncate(
                        at, position, table.table(), schema(table, null, null).oid());
            case MESSAGE, HEARTBEAT -> throw new IllegalStateException(block.kind() + " is no change of a table");
        };
    }

    /** The old key of a row that lacks values. */
    private @Nullable RowImage former(@Nullable Tuple old, KnownTable table, TableSchema schema, RowImage row) {
        return old != null && schema.hasKey() && row.kind() == RowImage.Kind.PARTIAL
                ? table.tuples().read(old, true, null, false, rows)
                : null;
    }

    /** Without a key only the old row identifies the changed row. */
    private ChangeEvent update(BlockReader block, KnownTable table, StreamPosition at, SourcePosition position) {
        Tuple old = block.old();
        Tuple whole = block.oldIsWhole() ? old : null;
        RowImage row = row(block.row(), table, old, block.oldIsWhole());
        TableSchema schema = schema(table, null, row);
        if (schema.hasKey() && old != null && !table.tuples().haveKeyAlike(old, required(block.row(), "its row"))) {
            RowImage former = table.tuples().read(old, true, null, false, rows);
            return new ChangeEvent.Update(at, position, schema, row, former);
        }
        if (schema.hasKey() || whole == null) {
            return new ChangeEvent.Update(at, position, schema, row);
        }
        RowImage before = table.tuples().read(whole, true, null, false, rows);
        return new ChangeEvent.Update(at, position, schema(table, before, row), row, before);
    }

    private RowImage row(@Nullable Tuple tuple, KnownTable table, @Nullable Tuple earlier, boolean earlierIsWhole) {
        return table.tuples().read(required(tuple, "its row"), false, earlier, earlierIsWhole, rows);
    }

    private static Tuple required(@Nullable Tuple tuple, String what) {
        if (tuple == null) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "it lacks " + what);
        }
        return tuple;
    }

    private static TableSchema schema(KnownTable table, @Nullable RowImage before, @Nullable RowImage after) {
        return table.schemas().schemaOf(table.table(), table.relation(), before, after);
    }

    private KnownTable table(byte[] description) {
        List<KnownTable> alike = tables.computeIfAbsent(Arrays.hashCode(description), hash -> new ArrayList<>());
        for (KnownTable table : alike) {
            if (Arrays.equals(description, table.description())) {
                return table;
            }
        }
        KnownTable table = read(description);
        if (++known > MAX_TABLES) {
            tables.clear();
            known = 0;
        }
        tables.computeIfAbsent(Arrays.hashCode(description), hash -> new ArrayList<>())
                .add(table);
        return table;
    }

    private KnownTable read(byte[] bytes) {
        TableDescription description;
        try {
            description = TableDescription.parse(bytes);
        } catch (MalformedBlockException e) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, String.valueOf(e.getMessage()));
        }
        List<Column> columns = description.columns().stream()
                .map(column -> new Column(
                        column.name(),
                        type(column.type()),
                        // NOT NULL is taken from the catalog, see TableReader.
                        !description.key().contains(column.name())))
                .toList();
        List<String> names = columns.stream().map(Column::name).toList();
        WireSchema schema = new WireSchema(WireSchema.Kind.CHANGE, names, columns);
        TableReader schemas = new TableReader(schema, description.key(), types);
        String relation = description.relation();
        return new KnownTable(
                bytes,
                description.table(),
                relation == null ? null : RelationReader.read(relation.getBytes(StandardCharsets.UTF_8)),
                schemas,
                new TupleReader(columns, schemas.keyColumns(), types));
    }

    /** JSON is the one type whose text is not mapped by {@link io.millrace.core.event.PostgresText}. */
    private static SourceType type(String description) {
        SourceType type = TypeDescription.parse(description, "");
        boolean isJson = type.element() == null
                && (type.name().equals("json") || type.name().equals("jsonb"));
        return isJson ? new SourceType(type.name(), -1, -1, "string", "io.debezium.data.Json") : type;
    }

    private static DecodedRecord rejected(
            LogRecord record,
            StreamPosition at,
            ErrorCode code,
            String reason,
            @Nullable TableId table,
            @Nullable SourcePosition position) {
        return new DecodedRecord.Rejected(
                record,
                new DeadLetter(
                        at,
                        code,
                        (table == null ? "" : "Table " + table + ": ") + reason,
                        Optional.ofNullable(table),
                        Optional.ofNullable(position).map(SourcePosition::version),
                        null,
                        null));
    }
}
