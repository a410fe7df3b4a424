package io.millrace.connect.stream;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.KeyForm;
import io.millrace.core.wire.KeyPartition;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the changes of one table's rows into the blocks of their partitions. */
final class StreamedTable {
    /** Rows without a key within so many bytes of WAL stay together: about a page. */
    private static final int NEAR_BITS = 13;

    private final RelationMessage relation;
    private final Descriptions.Described described;
    private final TableDescription.Encoded description;
    private final @Nullable TupleRules rules;
    private final int hash;
    private final boolean keyed;
    private final KeyValues key;
    private final KeyValues oldKey;
    private boolean announced;
    private long runLsn = -1;
    private long runOfRows;

    /** @param before the previous description of the table, or null */
    StreamedTable(
            RelationMessage relation,
            Descriptions.Described described,
            ColumnRules rules,
            @Nullable StreamedTable before) {
        this.relation = relation;
        this.described = described;
        this.rules = TupleRules.of(rules, relation);
        hash = KeyPartition.start(relation.table());
        boolean same = before != null && before.described.table().equals(described.table());
        description =
                before != null && same ? before.description : described.table().encoded();
        int[] columns = columns(relation, described.table().key());
        keyed = columns.length > 0;
        KeyForm[] forms = Arrays.stream(columns)
                .mapToObj(column ->
                        form(described.table(), relation.columns().get(column).name()))
                .toArray(KeyForm[]::new);
        key = new KeyValues(columns, forms);
        oldKey = new KeyValues(columns, forms);
        announced = before != null && same && before.announced;
        if (before != null) {
            runLsn = before.runLsn;
            runOfRows = before.runOfRows;
        }
    }

    /** Indexes of the key columns, ascending. */
    private static int[] columns(RelationMessage relation, List<String> key) {
        List<String> names =
                relation.columns().stream().map(RelationMessage.Column::name).toList();
        return key.stream().mapToInt(names::indexOf).sorted().toArray();
    }

    private static KeyForm form(TableDescription table, String column) {
        return table.columns().stream()
                .filter(each -> each.name().equals(column))
                .findFirst()
                .map(each -> KeyForm.of(each.type()))
                .orElse(KeyForm.EXACT);
    }

    RelationMessage relation() {
        return relation;
    }

    /** Whether the catalog has answered. */
    boolean answered() {
        return described.answered();
    }

    /** Whether rows are sent with the catalog's description; a dropped table needs none. */
    boolean isDescribedBy(String relation) {
        return relation.equals(described.table().relation()) || relation.contains("\"gone\":true");
    }

    /**
     * Sends the description to all partitions, once: executors that have no row of it follow each schema, too, in the same order, and
     * name the table's columns as the others do.
     */
    void announce(Blocks blocks, ChangePositions positions, long lsn) {
        if (!announced) {
            announced = true;
            blocks.toAll(positions.of(lsn, 0), MessagePrefix.DESCRIPTION, description.bytes());
        }
    }

    /** The catalog has had another description meanwhile: the present one is announced, even if it is as it was before. */
    void announceAgain() {
        announced = false;
    }

    void insert(Blocks blocks, ChangePositions positions, long lsn, Tuple row) {
        check(row);
        SourcePosition position = positions.of(lsn, ordinal(lsn));
        int partition = keyed ? partition(key, row, blocks) : withoutKey(lsn, blocks);
        write(blocks, partition, ChangeKind.INSERT, position, null, false, row);
    }

    /**
     * A row that gets another key is deleted under the old one, and inserted under the new one. The row as it was is
     * sent, too, if the new row cannot be identified without it, if it is the only identification, or if its key was
     * written otherwise ({@code 1.0} for {@code 1.00}).
     */
    void update(
            Blocks blocks, ChangePositions positions, long lsn, @Nullable Tuple old, boolean oldIsWhole, Tuple row) {
        check(row);
        SourcePosition position = positions.of(lsn, ordinal(lsn));
        if (!keyed) {
            write(blocks, withoutKey(lsn, blocks), ChangeKind.UPDATE, position, old, oldIsWhole, row);
            return;
        }
        key.read(row);
        if (old == null) {
            int only = key.partition(hash, blocks.partitions());
            write(blocks, only, ChangeKind.UPDATE, position, null, false, row);
            return;
        }
        check(old);
        int oldPartition = partition(oldKey, old, blocks);
        key.complete(oldKey);
        if (key.same(oldKey)) {
            Tuple needed = Tuples.hasUnchanged(row) || !key.alike(oldKey) ? old : null;
            write(blocks, oldPartition, ChangeKind.UPDATE, position, needed, needed != null && oldIsWhole, row);
            return;
        }
        int partition = key.partition(hash, blocks.partitions());
        write(blocks, oldPartition, ChangeKind.DELETE, position, old, oldIsWhole, null);
        write(blocks, partition, ChangeKind.INSERT, position, old, oldIsWhole, row);
    }

    void delete(Blocks blocks, ChangePositions positions, long lsn, Tuple old, boolean oldIsWhole) {
        check(old);
        SourcePosition position = positions.of(lsn, ordinal(lsn));
        int partition = keyed ? partition(oldKey, old, blocks) : withoutKey(lsn, blocks);
        write(blocks, partition, ChangeKind.DELETE, position, old, oldIsWhole, null);
    }

    void truncate(Blocks blocks, ChangePositions positions, long lsn) {
        blocks.of(KeyPartition.of(hash, blocks.partitions())).truncate(positions.of(lsn, 0), description);
    }

    private int partition(KeyValues values, Tuple row, Blocks blocks) {
        values.read(row);
        return values.partition(hash, blocks.partitions());
    }

    /** A row without a key is identified by its position in the WAL: any partition will do. */
    private int withoutKey(long lsn, Blocks blocks) {
        return KeyPartition.of(31 * hash + (int) (lsn >>> NEAR_BITS), blocks.partitions());
    }

    /** Distinguishes rows without a key at the same LSN. */
    private long ordinal(long lsn) {
        if (keyed) {
            return 0;
        }
        runOfRows = lsn == runLsn ? runOfRows + 1 : 0;
        runLsn = lsn;
        return runOfRows;
    }

    private void write(
            Blocks blocks,
            int partition,
            ChangeKind kind,
            SourcePosition position,
            @Nullable Tuple old,
            boolean oldIsWhole,
            @Nullable Tuple row) {
        blocks.of(partition).row(kind, position, description, masked(old), oldIsWhole, masked(row));
    }

    private @Nullable Tuple masked(@Nullable Tuple row) {
        return rules == null || row == null ? row : rules.apply(row);
    }

    private void check(Tuple row) {
        if (row.columns() != relation.columns().size()) {
            throw new IllegalStateException("A row of " + relation.table() + " has " + row.columns()
                    + " columns, its description in the stream "
                    + relation.columns().size());
        }
    }
}
