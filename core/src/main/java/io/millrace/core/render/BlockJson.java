package io.millrace.core.render;

import static java.util.Objects.requireNonNull;

import io.millrace.core.decode.DebeziumJsonDecoder;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamHeader;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.MalformedBlockException;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders single changes of a block as records of their own, so that a dead letter can be read, edited and sent again:
 * in Debezium's JSON with schema, of which {@link DebeziumJsonDecoder} makes the event that the block's decoder makes
 * of the change. Not thread-safe.
 *
 * <p>A change that has no such form (a row that is not as its table is described, text that is no UTF-8, more JSON than
 * a record takes) becomes a block of its own, with its bytes as they are. Where the block itself cannot be read, the
 * record stays what it is.
 */
public final class BlockJson {
    private final LogRecord record;
    private @Nullable BlockReader reader;
    private int at = -1;
    private final Map<Integer, TableDescription> tables = new HashMap<>();

    /** @param record whose changes {@link #render(int)} renders: in ascending order they are found in one pass */
    public BlockJson(LogRecord record) {
        this.record = requireNonNull(record, "record is null");
    }

    /**
     * Renders one change of a block.
     *
     * @param block a record whose value is a block; any other is returned unchanged
     * @param index which change, from 0
     * @return a record with the same position and the index
     */
    public static LogRecord render(LogRecord block, int index) {
        return new BlockJson(block).render(index);
    }

    /**
     * Renders one change. Never throws, whatever the bytes are.
     *
     * @param index which change, from 0
     * @return a record with the same position and the index
     */
    public LogRecord render(int index) {
        if (!BlockReader.isBlock(record.value())) {
            return unrendered(index);
        }
        try {
            BlockReader change = find(index);
            return change == null ? unrendered(index) : render(change, index);
        } catch (MalformedBlockException e) {
            reader = null;
            return unrendered(index);
        }
    }

    private @Nullable BlockReader find(int index) {
        BlockReader block = reader;
        if (block == null || at > index) {
            block = new BlockReader(requireNonNull(record.value(), "value is null"));
            reader = block;
            at = -1;
        }
        while (at < index) {
            if (!block.next()) {
                reader = null;
                return null;
            }
            at++;
        }
        return block;
    }

    private LogRecord render(BlockReader change, int index) {
        LogRecord rendered;
        try {
            rendered = rendered(change, index);
        } catch (MalformedBlockException e) {
            return alone(change, index);
        }
        byte[] value = rendered.value();
        return value == null || value.length > DebeziumJsonDecoder.DEFAULT_MAX_BYTES ? alone(change, index) : rendered;
    }

    /** @throws MalformedBlockException if the change has no such form */
    private LogRecord rendered(BlockReader change, int index) {
        SourcePosition position = change.position();
        if (change.kind() == ChangeKind.HEARTBEAT) {
            return with(index, null, DebeziumJson.heartbeat(position), record.headers());
        }
        if (change.kind() == ChangeKind.MESSAGE) {
            byte[] value = DebeziumJson.message(position, change.prefix(), change.content());
            return with(index, null, value, record.headers());
        }
        TableDescription table = describe(change);
        boolean isKeyed = !table.key().isEmpty();
        RowText old = text(change.old(), table);
        RowText row = text(change.row(), table);
        if (old != null && row != null) {
            boolean whole = change.oldIsWhole();
            row = row.completedFrom(
                    old,
                    column -> whole
                            || table.key().contains(table.columns().get(column).name()));
        }
        boolean isBefore = switch (change.kind()) {
            case DELETE -> true;
            // A partial old row has only the key, which is the row's own.
            case UPDATE -> change.oldIsWhole();
            // The key that the row moved from: not for the decoder, but for operators.
            case INSERT -> isKeyed;
            default -> false;
        };
        RowText before = isBefore ? old : null;
        Map<String, byte[]> headers = new HashMap<>(record.headers());
        String relation = table.relation();
        if (relation != null) {
            headers.put(StreamHeader.RELATION, relation.getBytes(StandardCharsets.UTF_8));
        }
        if (change.kind().isRow() && (!isKeyed || position.ordinal() != 0)) {
            headers.put(StreamHeader.ORDINAL, Long.toString(position.ordinal()).getBytes(StandardCharsets.US_ASCII));
        }
        return with(
                index,
                isKeyed ? DebeziumJson.key(table, row == null ? before : row) : null,
                DebeziumJson.change(table, change.kind(), position, before, row),
                headers);
    }

    private TableDescription describe(BlockReader change) {
        return tables.computeIfAbsent(change.tableIndex(), index -> TableDescription.parse(change.description(index)));
    }

    private static @Nullable RowText text(@Nullable Tuple tuple, TableDescription table) {
        if (tuple == null) {
            return null;
        }
        RowText text = RowText.of(tuple, table.columns().size());
        if (!text.isExact()) {
            throw new MalformedBlockException("a row has bytes that are no text");
        }
        return text;
    }

    private LogRecord alone(BlockReader change, int index) {
        BlockWriter block = new BlockWriter();
        block.copy(change);
        return with(index, null, block.finish(), record.headers());
    }

    private LogRecord unrendered(int index) {
        return with(index, record.key(), record.value(), record.headers());
    }

    private LogRecord with(int index, byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {
        StreamPosition place = record.at();
        return new LogRecord(
                new StreamPosition(place.topic(), place.partition(), place.offset(), place.loggedAtMillis(), index),
                key,
                value,
                headers);
    }
}
