package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SnapshotRead;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills in the values that a {@linkplain RowImage.Kind#PARTIAL partial} image lacks. */
public final class Completion {
    private Completion() {}

    /**
     * The table's columns for which the change carries no value, in the order of the change's schema.
     *
     * @param binding of the change's schema to the table
     */
    public static List<WarehouseColumn> missing(RowChange change, ColumnBinding binding) {
        List<WarehouseColumn> missing = new ArrayList<>();
        @Nullable Object[] values = change.row().values();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == RowImage.UNCHANGED) {
                binding.column(i).ifPresent(missing::add);
            }
        }
        return missing;
    }

    /**
     * Whether an earlier change has the values that a later one did not touch.
     *
     * @param earlier the last one of the key that the row had
     * @param moved whether the row has got another key by the later one: then a row that a load later read under the
     *     old key can be another one
     */
    static boolean isOfOneRow(RowChange earlier, RowChange later, boolean moved) {
        return !(earlier instanceof Delete)
                && earlier.position().isSameEpochAs(later.position())
                && (!moved
                        || !(earlier instanceof SnapshotRead)
                        || SourcePosition.isLoadedBefore(earlier.position().lsn(), later.position()));
    }

    /** The change with what an earlier one of the same row shows; still PARTIAL if that lacks values, too. */
    static RowChange complete(RowChange change, RowChange earlier, WarehouseTable table) {
        Map<String, @Nullable Object> known = new HashMap<>();
        ColumnBinding of = ColumnBinding.of(earlier.schema(), table);
        for (int i = 0; i < earlier.row().values().length; i++) {
            Object value = earlier.row().values()[i];
            of.column(i).ifPresent(column -> known.put(column.name(), value));
        }
        RowChange complete = complete(
                change,
                ColumnBinding.of(change.schema(), table),
                known,
                earlier.row().rescued());
        boolean certain = !(earlier instanceof SnapshotRead)
                || SourcePosition.isLoadedBefore(earlier.position().lsn(), change.position());
        return certain ? complete : asLoaded(complete);
    }

    /**
     * A change that was completed from a row which a load has read, maybe after what came behind the change: good enough for this
     * key, as the changes that follow bring what they did, but a row that moves away must not take it along.
     */
    public static RowChange asLoaded(RowChange change) {
        return new SnapshotRead(change.at(), change.position(), change.schema(), change.row());
    }

    /**
     * The change with what is known of its row's earlier version.
     *
     * @param binding of the change's schema to the table
     * @param known values of the earlier version by name of the storage column, in the classes of the table's column
     *     types, null for NULL; columns that are not missing are ignored
     * @param rescued rescued values of the earlier version by name of the storage column, those of other columns are
     *     ignored
     * @return with a FULL image where nothing is missing any longer, else with one that is still PARTIAL
     */
    public static RowChange complete(
            RowChange change,
            ColumnBinding binding,
            Map<String, ? extends @Nullable Object> known,
            Map<String, String> rescued) {
        RowImage image = change.row();
        @Nullable Object[] values = image.values().clone();
        Map<String, String> allRescued = new HashMap<>(image.rescued());
        boolean full = true;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != RowImage.UNCHANGED) {
                continue;
            }
            Optional<WarehouseColumn> column = binding.column(i);
            if (column.isPresent() && known.containsKey(column.get().name())) {
                String name = column.get().name();
                values[i] = known.get(name);
                if (rescued.containsKey(name)) {
                    allRescued.put(name, rescued.get(name));
                }
            }
            full &= values[i] != RowImage.UNCHANGED;
        }
        RowImage.Kind kind = full ? RowImage.Kind.FULL : RowImage.Kind.PARTIAL;
        return change.with(new RowImage(kind, values, allRescued));
    }
}
