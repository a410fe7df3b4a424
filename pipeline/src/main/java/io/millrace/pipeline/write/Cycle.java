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

/** What became of the records of one cycle. Lanes report to it side by side. */
final class Cycle {
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
    private final Map<Place, DeadLetter> letters = new HashMap<>();
    private final Map<Place, LogRecord> originals = new HashMap<>();
    private @Nullable BlockJson lastBlock;
    private byte @Nullable [] lastValue;
    private @Nullable TableSchema lastSchema;
    private @Nullable Long lastSince;

    Cycle(List<DecodedRecord> records) {
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

    /** A letter of the decoder or planner; the original bytes are put in where it has none. */
    synchronized void letter(DeadLetter letter) {
        LogRecord original = original(letter.at());
        letters.put(
                Place.of(letter.at()),
                new DeadLetter(
                        letter.at(),
                        letter.code(),
                        letter.reason(),
                        letter.table(),
                        letter.version(),
                        original.key(),
                        original.value(),
                        original.headers()));
    }

    /** A letter for an event that could be decoded. */
    void letter(ChangeEvent event, ErrorCode code, String reason) {
        letter(new DeadLetter(
                event.at(),
                code,
                reason,
                table(event),
                Optional.of(event.position().version()),
                null,
                null));
    }

    synchronized boolean hasLetters() {
        return !letters.isEmpty();
    }

    synchronized boolean isLetter(StreamPosition at) {
        return letters.containsKey(Place.of(at));
    }

    /** In the order of the stream, by partition. */
    synchronized List<DeadLetter> letters() {
        return letters.values().stream()
                .sorted(Comparator.comparingInt(
                                (DeadLetter letter) -> letter.at().partition())
                        .thenComparingLong(letter -> letter.at().offset())
                        .thenComparingInt(letter -> letter.at().index()))
                .toList();
    }

    /** How many rows were written, by table: fewer than changes, where a key changed more than once. */
    synchronized Map<TableId, Integer> rows() {
        return rows;
    }

    /** Letters that were sent again and are no letters any more. */
    synchronized List<Replay> replays() {
        List<Replay> replays = new ArrayList<>();
        for (DecodedRecord record : records) {
            if (record.isReplay() && !letters.containsKey(Place.of(record.at()))) {
                Replay.of(record.record().headers()).ifPresent(replays::add);
            }
        }
        return replays;
    }

    /** Every change that is visible, those included that another one of the cycle superseded. Replays have waited for a person. */
    synchronized List<Landed> landed() {
        List<Landed> landed = new ArrayList<>(records.size());
        for (DecodedRecord record : records) {
            if (!record.isReplay()
                    && record instanceof DecodedRecord.Event decoded
                    && decoded.event() instanceof RowChange change
                    && (letters.isEmpty() || !letters.containsKey(Place.of(change.at())))) {
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
        // Letters are rare: the index is made when the first one comes.
        if (originals.isEmpty()) {
            records.forEach(record -> originals.put(Place.of(record.at()), record.record()));
        }
        LogRecord record = originals.get(Place.of(at));
        return record == null ? new LogRecord(at, null, null) : rendered(record, at.index());
    }

    /** Of a block only the change itself, in a form that a person can read. Letters of one block mostly follow each other. */
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
            case SNAPSHOT_TAKEN ->
                Optional.of(((ChangeEvent.SnapshotTaken) event).mark().table());
            case HEARTBEAT, MESSAGE -> Optional.empty();
        };
    }
}
