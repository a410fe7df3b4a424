package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.EncodedRow;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the changes of a table with a key: the latest per key. */
final class KeyedRows {
    private final WarehouseTable table;
    private final boolean byBytes;
    private final @Nullable FollowedRows followed;
    private final Map<RowKey, RowChange> rows;
    private final @Nullable List<RowChange> kept;
    private final List<DeadLetter> deadLetters;

    /**
     * @param byBytes whether all keys are compared as bytes
     * @param moved whether a row lacks values that it had under another key
     * @param keeps whether all changes are kept
     * @param deadLetters receives those that cannot land
     */
    KeyedRows(
            WarehouseTable table,
            int expected,
            boolean byBytes,
            boolean moved,
            boolean keeps,
            List<DeadLetter> deadLetters) {
        this.table = table;
        this.byBytes = byBytes;
        this.followed = moved ? new FollowedRows(table) : null;
        this.rows = new LinkedHashMap<>(moved ? 0 : expected * 2);
        this.kept = keeps ? new ArrayList<>() : null;
        this.deadLetters = deadLetters;
    }

    /** @param row the event's row, in the types of the table */
    void add(RowChange row, RowConverter fit) {
        RowChange ended = formerKey(row, fit);
        if (ended != null) {
            addOne(ended, fit);
        }
        addOne(row, fit);
    }

    private void addOne(RowChange row, RowConverter fit) {
        Optional<String> lost = rescuedInKey(row);
        if (lost.isPresent()) {
            deadLetters.add(WritePlanner.deadLetter(
                    row,
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    "Table " + table.source() + ": key column " + lost.get()
                            + " changed its type, and the warehouse's column cannot hold this row's key."));
        } else if (followed != null) {
            followed.add(row, fit);
        } else {
            // The later one is complete as far as the earlier changes are known.
            RowChange latest = rows.merge(key(row, fit), row, this::later);
            if (kept != null) {
                kept.add(latest.at().equals(row.at()) ? latest : row);
            }
        }
    }

    private RowKey key(RowChange row, RowConverter fit) {
        EncodedRow encoded = row.row().encoded();
        return byBytes && encoded != null ? RowKey.ofBytes(encoded, fit.key()) : RowKey.ofValues(row, fit.key());
    }

    /**
     * If the event had no key, or its key was written differently, it has the old row: another row of the table if its
     * key differs.
     *
     * @return null if the row has kept its key
     */
    private static @Nullable RowChange formerKey(RowChange row, RowConverter fit) {
        if (!(row instanceof ChangeEvent.Update update) || update.before() == null) {
            return null;
        }
        RowChange ended = fit.fit(new Delete(update.at(), update.position(), update.schema(), update.before()));
        return RowKey.ofValues(ended, fit.key()).equals(RowKey.ofValues(row, fit.key())) ? null : ended;
    }

    private Optional<String> rescuedInKey(RowChange row) {
        if (row.row().rescued().isEmpty()) {
            return Optional.empty();
        }
        return table.key().stream().filter(row.row().rescued()::containsKey).findFirst();
    }

    /** The change with the higher version of two of one key, completed from the other if it lacks values. */
    private RowChange later(RowChange first, RowChange second) {
        int order = second.position().compareVersion(first.position());
        // Of one position are the end of a former key and the row under the new one: one key, where it was written
        // otherwise.
        boolean inOrder = order > 0 || (order == 0 && !(second instanceof Delete));
        RowChange newer = inOrder ? second : first;
        RowChange older = inOrder ? first : second;
        return newer.row().kind() == RowImage.Kind.PARTIAL && Completion.isOfOneRow(older, newer, false)
                ? Completion.complete(newer, older, table)
                : newer;
    }

    /** @param sources the names that the table has in the changes */
    Optional<TableBatch> batch(Set<TableId> sources) {
        List<RowChange> changes = followed == null ? List.copyOf(rows.values()) : followed.follow(kept);
        Map<StreamPosition, Origin> origins = followed == null ? Map.of() : followed.origins();
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(new TableBatch(table, changes, sources, kept == null ? List.of() : kept, origins));
    }
}
