package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.WarehouseColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts in the values that a {@linkplain RowImage.Kind#PARTIAL partial} image misses. */
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
     * The change with what is known of its row's earlier version.
     *
     * @param binding of the change's schema to the table
     * @param known values of the earlier version by name of the storage column, in the classes of the table's column types,
     *     null for NULL; columns that are not missing are ignored
     * @param misfits misfits of the earlier version by name of the storage column, those of other columns are ignored
     * @return with a FULL image where nothing is missing any more, else with one that is still PARTIAL
     */
    public static RowChange complete(
            RowChange change,
            ColumnBinding binding,
            Map<String, ? extends @Nullable Object> known,
            Map<String, String> misfits) {
        RowImage image = change.row();
        @Nullable Object[] values = image.values().clone();
        Map<String, String> allMisfits = new HashMap<>(image.misfits());
        boolean full = true;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != RowImage.UNCHANGED) {
                continue;
            }
            Optional<WarehouseColumn> column = binding.column(i);
            if (column.isPresent() && known.containsKey(column.get().name())) {
                String name = column.get().name();
                values[i] = known.get(name);
                if (misfits.containsKey(name)) {
                    allMisfits.put(name, misfits.get(name));
                }
            }
            full &= values[i] != RowImage.UNCHANGED;
        }
        RowImage.Kind kind = full ? RowImage.Kind.FULL : RowImage.Kind.PARTIAL;
        return change.with(new RowImage(kind, values, allMisfits));
    }
}
