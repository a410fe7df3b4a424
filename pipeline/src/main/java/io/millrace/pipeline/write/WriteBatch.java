package io.millrace.pipeline.write;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.decode.LogRecord;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.render.BlockJson;
import io.millrace.core.wire.BlockReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The result of one write batch. Thread-safe: several writers report to it. */
final class WriteBatch {
    private record Place(int partition, long offset, int index) {
        static Place of(StreamPosition at) {
            return new Place(at.partition(), at.offset(), at.index());
        }
    }

    /** A change that is visible since {@code micros}, microseconds since the epoch. */
    record Landed(RowChange change, long micros) {}

    private final List<DecodedRecord> records;
    private final Map<TableId, Integer> rows = new TreeMap<>();
    private final Map<TableId, Long> visibleSince = new HashMap<>();
    private final Map<Place, DeadLetter> deadLetters = new HashMap<>();
    private final Map<Place, LogRecord> originals = new HashMap<>();
    private @Nullable BlockJson lastBlock;
    private byte @Nullable [] lastValue;
    private @Nullable TableSchema lastSchema;
    private @Nullable Long lastSince;

    WriteBatch(List<DecodedRecord> records) {
        this.records = records;
    }

    List<DecodedRecord> records() {
        return records;
    }

    /**
     * @param sources the names that the table has in the changes
     * @param micros when the rows became visible, microseconds since the epoch
     */
    synchronized void wrote(TableId table, Set<TableId> sources, int count, long micros) {
        rows.merge(table, count, Integer::sum);
        sources.forEach(source -> visibleSince.merge(source, micros, Math::max));
    }

    /** Adds a dead letter of the decoder or planner; the original bytes are added if missing. */
    synchronized void deadLetter(DeadLetter deadLetter) {
        LogRecord original = original(deadLetter.at());
        deadLetters.put(
                Place.of(deadLetter.at()),
                new DeadLetter(
                        deadLetter.at(),
                        deadLetter.code(),
                        deadLetter.reason(),
                        deadLetter.table(),
                        deadLetter.version(),
                        original.key(),
                        original.value(),
                        original.headers()));
    }

    /** Adds a dead letter for a decoded event. */
    void deadLetter(ChangeEvent event, ErrorCode code, String reason) {
        deadLetter(new DeadLetter(
                event.at(),
                code,
                reason,
                table(event),
                Optional.of(event.position().version()),
                null,
                null));
    }

    synchronized boolean hasDeadLetters() {
        return !deadLetters.isEmpty();
    }

    synchronized boolean isDeadLetter(StreamPosition at) {
        return deadLetters.containsKey(Place.of(at));
    }

    /** In the order of the stream, by partition. */
    synchronized List<DeadLetter> deadLetters() {
        return deadLetters.values().stream()
                .sorted(Comparator.comparingInt(
                                (DeadLetter deadLetter) -> deadLetter.at().partition())
                        .thenComparingLong(deadLetter -> deadLetter.at().offset())
                        .thenComparingInt(deadLetter -> deadLetter.at().index()))
                .toList();
    }

    /** How many rows were written, by table: fewer than changes, where a key changed more than once. */
    synchronized Map<TableId, Integer> rows() {
        return rows;
    }

    /** Replays that have landed. */
    synchronized List<Replay> replays() {
        List<Replay> replays = new ArrayList<>();
        for (DecodedRecord record : records) {
            if (record.isReplay() && !deadLetters.containsKey(Place.of(record.at()))) {
                Replay.of(record.record().headers()).ifPresent(replays::add);
            }
        }
        return replays;
    }

    /**
     * Every visible change, including those superseded within the batch; not replays, which have waited for an
     * operator.
     */
    synchronized List<Landed> landed() {
        List<Landed> landed = new ArrayList<>(records.size());
        for (DecodedRecord record : records) {
            if (!record.isReplay()
                    && record instanceof DecodedRecord.Event decoded
                    && decoded.event() instanceof RowChange change
                    && (deadLetters.isEmpty() || !deadLetters.containsKey(Place.of(change.at())))) {
                Long since = since(change.schema());
                if (since != null) {
                    landed.add(new Landed(change, since));
                }
            }
        }
        return landed;
    }

    /** Nearly all changes are of the schema of the change before. */
    @SuppressWarnings("ReferenceEquality")
    private @Nullable Long since(TableSchema schema) {
        if (schema != lastSchema) {
            lastSchema = schema;
            lastSince = visibleSince.get(schema.table());
        }
        return lastSince;
    }

    private LogRecord original(StreamPosition at) {
        // Dead letters are rare: the index is built for the first one.
        if (originals.isEmpty()) {
            records.forEach(record -> originals.put(Place.of(record.at()), record.record()));
        }
        LogRecord record = originals.get(Place.of(at));
        return record == null ? new LogRecord(at, null, null) : rendered(record, at.index());
    }

    /** For a block only the change itself, in a readable form. Dead letters of one block mostly follow each other. */
    private LogRecord rendered(LogRecord record, int index) {
        if (!BlockReader.isBlock(record.value())) {
            return record;
        }
        BlockJson block = lastBlock;
        if (block == null || lastValue != record.value()) {
            block = new BlockJson(record);
            lastBlock = block;
            lastValue = record.value();
        }
        return block.render(index);
    }

    private static Optional<TableId> table(ChangeEvent event) {
        return switch (event.kind()) {
            case INSERT, UPDATE, DELETE, SNAPSHOT_READ ->
                Optional.of(((RowChange) event).schema().table());
            case TRUNCATE -> Optional.of(((ChangeEvent.Truncate) event).table());
            case DESCRIBED ->
                Optional.of(((ChangeEvent.Described) event).relation().table());
            case SCHEMA_SEEN ->
                Optional.of(((ChangeEvent.SchemaSeen) event).schema().table());
            case SNAPSHOT_TAKEN ->
                Optional.of(((ChangeEvent.SnapshotTaken) event).mark().table());
            case HEARTBEAT, MESSAGE -> Optional.empty();
        };
    }
}
