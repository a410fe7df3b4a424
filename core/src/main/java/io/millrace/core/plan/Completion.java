package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts in the values that a {@linkplain RowImage.Kind#PARTIAL partial} image misses. */
public final class Completion {
    private Completion() {}

    /** Names of the columns for which the change carries no value, in the order of its schema. */
    public static List<String> missing(RowChange change) {
        List<String> names = new ArrayList<>();
        @Nullable Object[] values = change.row().values();
        for (int i = 0; i < values.length; i++) {
            if (values[i] == RowImage.UNCHANGED) {
                names.add(change.schema().columns().get(i).name());
            }
        }
        return names;
    }

    /**
     * The change with what is known of its row's earlier version.
     *
     * @param known values of the earlier version by column name, in the classes of the warehouse's column types, null for
     *     NULL; columns that are not missing are ignored
     * @param misfits misfits of the earlier version by column name, those of other columns are ignored
     * @return with a FULL image where nothing is missing any more, else with one that is still PARTIAL
     */
    public static RowChange complete(
            RowChange change, Map<String, ? extends @Nullable Object> known, Map<String, String> misfits) {
        RowImage image = change.row();
        @Nullable Object[] values = image.values().clone();
        Map<String, String> allMisfits = new HashMap<>(image.misfits());
        boolean full = true;
        List<Column> columns = change.schema().columns();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != RowImage.UNCHANGED) {
                continue;
            }
            String name = columns.get(i).name();
            if (known.containsKey(name)) {
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
