package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.Insert;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rows for one storage table: at most one for each key, that with the highest version. Changes of different schema
 * versions can be mixed: the writer matches columns by {@link io.millrace.core.evolve.ColumnBinding}. A column of the
 * table that a change's schema lacks lands as {@link io.millrace.core.evolve.MissingValue}, else as the column's
 * default. Rescued values go by names of storage columns. Values are of the class that the <em>table's</em> column type
 * names, whatever type the source has.
 *
 * <h2>Incomplete rows</h2>
 *
 * An update carries no value for an out-of-line (TOAST) column that it did not touch. Where no earlier change of the
 * batch has it, the change's image is {@link RowImage.Kind#PARTIAL} with {@link RowImage#UNCHANGED} in its place, and
 * the change is listed by {@link #incomplete()}. Before it inserts, the warehouse adapter fetches, for each of them,
 * the columns {@link Completion#missing} and their rescued values from the row as it was, and puts them in with {@link
 * Completion#complete}. The row as it was is
 *
 * <ul>
 *   <li>of a change without an {@link Origin}: the stored row of the same key with the highest {@code _version} below
 *       that of the change. It may not be deleted, and must be of the same {@link io.millrace.core.event.StreamEpoch};
 *   <li>of a change with one, of a row that has come from another key: the same of the former key and of the position
 *       where the row left it, if nothing of that key and of that position or a later one is stored yet, and no load
 *       has read it when the row may have been gone ({@link io.millrace.core.event.SourcePosition#isLoadedBefore}).
 *       Never what stood under the key that it has now.
 * </ul>
 *
 * This is right only if what came before on the same key is durable: a caller never inserts two batches of one table
 * out of order or at the same time. A change that storage already has, or something newer of its key, is completed from
 * there or left out. What is not found is returned to the caller, who has the row read from the source again; for a row
 * that moved from another key a delete lands in its place, so that later changes are not completed from the row that
 * was there before. {@code UNCHANGED} never lands, as NULL or otherwise.
 *
 * @param table the table to insert into, already evolved to hold every column of the changes
 * @param sources names that the source's table has in the changes: more than one after it was renamed
 * @param changes inserts, updates, deletes and snapshot rows of that table. For a table without a key all of them, an
 *     update as the delete of the row as it was and the update
 * @param history the changes to keep in the table's history, superseded ones included, in no order; empty for a table
 *     without history. To be kept before {@code changes} are inserted: what they supersede completes them
 * @param origins where incomplete rows have come from, by the places of their changes
 */
public record TableBatch(
        WarehouseTable table,
        List<RowChange> changes,
        Set<TableId> sources,
        List<RowChange> history,
        Map<StreamPosition, Origin> origins) {
    public TableBatch {
        origins = Map.copyOf(origins);
        history = List.copyOf(history);
        changes = List.copyOf(changes);
        sources = Set.copyOf(sources);
    }

    /** Changes that name the table as the warehouse does. */
    public TableBatch(WarehouseTable table, List<RowChange> changes) {
        this(table, changes, Set.of(table.source()));
    }

    /** A batch of a table without history. */
    public TableBatch(WarehouseTable table, List<RowChange> changes, Set<TableId> sources) {
        this(table, changes, sources, List.of());
    }

    /** A batch of rows that have kept their keys. */
    public TableBatch(WarehouseTable table, List<RowChange> changes, Set<TableId> sources, List<RowChange> history) {
        this(table, changes, sources, history, Map.of());
    }

    /** The batch with other changes and without a history. */
    public TableBatch with(List<RowChange> others) {
        return new TableBatch(table, others, sources, List.of(), origins);
    }

    /** Where the values are that a change lacks; empty: under its own key. */
    public Optional<Origin> origin(RowChange change) {
        Origin known = origins.get(change.at());
        // A row of unknown origin.
        return known == null && change instanceof Insert ? Optional.of(Origin.UNKNOWN) : Optional.ofNullable(known);
    }

    /** The changes that lack values; almost always none. */
    public List<RowChange> incomplete() {
        return changes.stream()
                .filter(change -> change.row().kind() == RowImage.Kind.PARTIAL)
                .toList();
    }
}
