package io.millrace.core.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.Insert;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SnapshotRead;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes of few rows, most of which move keys and touch no large value, through partitions that are read at different
 * speeds, beside loads of single rows: in the end the warehouse has what the source has. The warehouse is one of the contract of
 * {@link TableBatch} in memory, whose merges come at any time.
 */
final class MovingKeysTest {
    private static final TableId TABLE = new TableId("public", "t");
    private static final TableSchema SCHEMA = new TableSchema(
            TABLE,
            List.of(
                    new Column("id", new SourceType("int8", -1, -1, "int64", ""), false),
                    new Column("v", new SourceType("int8", -1, -1, "int64", ""), true),
                    new Column("big", new SourceType("text", -1, -1, "string", ""), true),
                    new Column("more", new SourceType("text", -1, -1, "string", ""), true)),
            List.of(0));
    private static final WarehouseTable TARGET = new WarehouseTable(
            TABLE,
            List.of(
                    new WarehouseColumn("id", Simple.INT64),
                    new WarehouseColumn("v", TypeMapping.nullable(Simple.INT64)),
                    new WarehouseColumn("big", TypeMapping.nullable(Simple.STRING)),
                    new WarehouseColumn("more", TypeMapping.nullable(Simple.STRING))),
            List.of("id"));
    private static final int PARTITIONS = 3;
    private static final int KEYS = 6;
    private static final RowConverter FIT = new RowConverter(TypeMapping.defaults(), SCHEMA, TARGET);

    private Random random = new Random(0);
    private long lsn = 8;
    private long lastCommit = 1;
    private long offset;
    private long values;
    private final Map<Long, Object[]> source = new TreeMap<>();
    private final List<Deque<RowChange>> stream = new ArrayList<>();
    private final Map<Long, NavigableMap<BigInteger, RowChange>> storage = new HashMap<>();
    private final Deque<Load> loads = new ArrayDeque<>();
    private int asked;

    /** A load of one row: {@code watermark} is written, the snapshot is yet to come. */
    private record Load(long id, long watermark) {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everythingIsEqualInTheEnd(int part) {
        for (int seed = part * 250; seed < (part + 1) * 250; seed++) {
            play(seed);
        }
        assertThat(asked).as("rows that were read from the source").isPositive();
    }

    private void play(int seed) {
        random = new Random(seed);
        source.clear();
        stream.clear();
        storage.clear();
        loads.clear();
        for (int i = 0; i < PARTITIONS; i++) {
            stream.add(new ArrayDeque<>());
        }
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(6)) {
                case 0 -> write();
                case 1 -> readOne();
                default -> change();
            }
            if (random.nextInt(20) == 0) {
                loads.add(new Load(random.nextInt(KEYS), watermark()));
            }
        }
        while (!loads.isEmpty() || stream.stream().anyMatch(queue -> !queue.isEmpty())) {
            write();
            readOne();
        }
        Map<Long, List<@Nullable Object>> expected = new TreeMap<>();
        source.forEach((id, row) -> expected.put(id, new ArrayList<>(List.of(row))));
        Map<Long, List<@Nullable Object>> shown = new TreeMap<>();
        storage.forEach((id, versions) -> {
            RowChange last = versions.lastEntry().getValue();
            if (!(last instanceof Delete)) {
                List<@Nullable Object> row = new ArrayList<>();
                for (Object value : last.row().values()) {
                    row.add(value);
                }
                shown.put(id, row);
            }
        });
        assertThat(shown).as("seed " + seed).isEqualTo(expected);
    }

    /** One change of the source, a transaction of its own. */
    private void change() {
        lsn += 8;
        long id = random.nextInt(KEYS);
        Object[] row = source.get(id);
        if (row == null) {
            Object[] made = {id, values++, "big " + values, "more " + values};
            source.put(id, made);
            send(id, new Insert(at(), position(), SCHEMA, image(RowImage.Kind.FULL, made)));
        } else if (random.nextInt(8) == 0) {
            source.remove(id);
            send(id, new Delete(at(), position(), SCHEMA, key(id)));
        } else {
            Object[] changed = row.clone();
            changed[1] = values++;
            @Nullable Object[] sent = changed.clone();
            for (int column = 2; column < 4; column++) {
                if (random.nextInt(6) == 0) {
                    changed[column] = "new " + values++;
                    sent[column] = changed[column];
                } else {
                    sent[column] = RowImage.UNCHANGED;
                }
            }
            long to = random.nextInt(KEYS);
            boolean moves = random.nextBoolean() && !source.containsKey(to);
            if (moves) {
                changed[0] = to;
                sent[0] = to;
            }
            boolean partial = sent[2] == RowImage.UNCHANGED || sent[3] == RowImage.UNCHANGED;
            RowImage image = image(partial ? RowImage.Kind.PARTIAL : RowImage.Kind.FULL, sent);
            source.remove(id);
            source.put((Long) changed[0], changed);
            if (moves) {
                send(id, new Delete(at(), position(), SCHEMA, key(id)));
                send(to, new Insert(at(), position(), SCHEMA, image, partial ? key(id) : null));
            } else {
                send(id, new Update(at(), position(), SCHEMA, image));
            }
        }
        lastCommit = lsn + 4;
    }

    /** For a message that is committed. */
    private long watermark() {
        lsn += 8;
        lastCommit = lsn + 4;
        return lsn;
    }

    /** The snapshot of a load that was asked for some changes ago. */
    private void readOne() {
        Load load = loads.poll();
        if (load == null) {
            return;
        }
        lsn += 8;
        Object[] row = source.get(load.id());
        if (row != null) {
            SourcePosition position = SourcePosition.ofLoad(load.watermark(), lsn, 0, 0, 0, 0);
            send(load.id(), new SnapshotRead(at(), position, SCHEMA, image(RowImage.Kind.FULL, row)));
        }
    }

    private void send(long id, RowChange change) {
        stream.get((int) (id % PARTITIONS)).add(change);
    }

    /** Some records of each partition, planned and written together. */
    private void write() {
        List<RowChange> read = new ArrayList<>();
        for (Deque<RowChange> queue : stream) {
            for (int left = random.nextInt(4) == 0 ? 0 : random.nextInt(6); left > 0 && !queue.isEmpty(); left--) {
                read.add(queue.remove());
            }
        }
        boolean moved = read.stream()
                .anyMatch(change -> change instanceof Insert && change.row().kind() == RowImage.Kind.PARTIAL);
        KeyedRows rows = new KeyedRows(TARGET, read.size(), false, moved, false, new ArrayList<>());
        read.forEach(change -> rows.add(change, FIT));
        rows.batch(Set.of(TABLE)).ifPresent(this::insert);
        storage.values().forEach(versions -> {
            while (versions.size() > 1 && random.nextBoolean()) {
                versions.pollFirstEntry();
            }
        });
    }

    private void insert(TableBatch batch) {
        List<RowChange> complete = new ArrayList<>();
        for (RowChange change : batch.changes()) {
            complete(batch, change).ifPresent(complete::add);
        }
        complete.forEach(change -> versions(change).put(change.position().version(), change));
    }

    private Optional<RowChange> complete(TableBatch batch, RowChange change) {
        if (change.row().kind() != RowImage.Kind.PARTIAL) {
            return Optional.of(change);
        }
        BigInteger version = change.position().version();
        NavigableMap<BigInteger, RowChange> own = versions(change);
        Optional<Origin> origin = batch.origin(change);
        RowChange before = own.get(version);
        boolean superseded = own.higherKey(version) != null;
        if (before == null || before instanceof Delete) {
            before = origin.isPresent()
                    ? superseded ? null : origin.get().left().map(this::left).orElse(null)
                    : own.floorEntry(version) == null
                            ? null
                            : own.floorEntry(version).getValue();
        }
        if (before != null && !(before instanceof Delete)) {
            return Optional.of(Completion.complete(change, before, TARGET));
        }
        if (superseded) {
            return Optional.empty();
        }
        asked++;
        long id = id(change);
        loads.add(new Load(id, watermark()));
        boolean carriesMore =
                change.row().values()[2] != RowImage.UNCHANGED || change.row().values()[3] != RowImage.UNCHANGED;
        return origin.isPresent() || carriesMore
                ? Optional.of(new Delete(change.at(), change.position(), SCHEMA, key(id)))
                : Optional.empty();
    }

    private @Nullable RowChange left(Delete end) {
        NavigableMap<BigInteger, RowChange> versions = versions(end);
        if (versions.isEmpty() || versions.lastKey().compareTo(end.position().version()) >= 0) {
            return null;
        }
        RowChange last = versions.lastEntry().getValue();
        return Completion.isOfOneRow(last, end, true) ? last : null;
    }

    private NavigableMap<BigInteger, RowChange> versions(RowChange change) {
        return storage.computeIfAbsent(id(change), id -> new TreeMap<>());
    }

    private static long id(RowChange change) {
        return (Long) requireNonNull(change.row().values()[0]);
    }

    private static RowImage key(long id) {
        return image(RowImage.Kind.KEY_ONLY, id, null, null, null);
    }

    private static RowImage image(RowImage.Kind kind, @Nullable Object... values) {
        return new RowImage(kind, values, Map.of());
    }

    private StreamPosition at() {
        return new StreamPosition("changes", 0, offset++, 0);
    }

    private SourcePosition position() {
        return new SourcePosition(lastCommit, lsn, 0, 0, 0);
    }
}
