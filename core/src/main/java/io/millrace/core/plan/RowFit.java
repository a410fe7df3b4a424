package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.Conversion;
import io.millrace.core.type.Misfit;
import io.millrace.core.type.TypeMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows of one schema version into the types of a warehouse table that may have kept those of another. Misfits go by
 * the names of storage columns from here on.
 */
public final class RowFit {
    /** One for each column of the schema, null where its values fit as they are. */
    private final @Nullable Conversion[] conversions;

    /** Storage names by the event's names, of columns where they differ. */
    private final Map<String, String> renamed = new HashMap<>();

    private final ColumnBinding binding;
    private final int[] key;
    private final boolean fitsAsIs;

    /** Whether every column of the schema has one in the table. */
    private final boolean isWhole;

    public RowFit(TypeMapping types, TableSchema schema, WarehouseTable table) {
        binding = ColumnBinding.of(schema, table);
        conversions = new Conversion[schema.columns().size()];
        boolean asIs = true;
        boolean whole = true;
        for (int i = 0; i < conversions.length; i++) {
            Column column = schema.columns().get(i);
            boolean inKey = schema.keyColumns().contains(i);
            Optional<WarehouseColumn> target = binding.column(i);
            whole &= target.isPresent();
            if (target.isPresent()) {
                conversions[i] = Conversion.between(
                        types.map(column, inKey).type(), target.get().type());
                asIs &= conversions[i] == null;
                if (!target.get().name().equals(column.name())) {
                    renamed.put(column.name(), target.get().name());
                }
            }
        }
        fitsAsIs = asIs;
        isWhole = whole;
        key = keyIndexes(table);
    }

    private int[] keyIndexes(WarehouseTable table) {
        List<String> names = table.columns().stream().map(WarehouseColumn::name).toList();
        return table.key().stream()
                .mapToInt(name -> binding.source(names.indexOf(name)))
                .toArray();
    }

    /** Indexes into the event's columns of the table's key, in key order; {@link ColumnBinding#ABSENT} where it lacks one. */
    int[] key() {
        return key;
    }

    /** Whether rows that are encoded stay so, because their values are of the table's types. */
    boolean keepsBytes() {
        return fitsAsIs;
    }

    /**
     * Whether a change tells what a row of the table needs: the columns of its key, and which columns its values belong to. It
     * does not where the source has changed them meanwhile.
     */
    boolean tells(RowChange change) {
        boolean keyOnly = change.row().kind() == RowImage.Kind.KEY_ONLY;
        for (int index : key) {
            if (index == ColumnBinding.ABSENT
                    || (keyOnly && !change.schema().keyColumns().contains(index))) {
                return false;
            }
        }
        return keyOnly || isWhole;
    }

    /** The change with its values in the table's types. */
    public RowChange fit(RowChange change) {
        RowImage image = change.row();
        if (fitsAsIs) {
            return image.misfits().isEmpty() || renamed.isEmpty()
                    ? change
                    : change.with(image.withMisfits(renamed(image.misfits())));
        }
        boolean keyOnly = image.kind() == RowImage.Kind.KEY_ONLY;
        @Nullable Object[] values = image.values().clone();
        Map<String, String> misfits = renamed(image.misfits());
        Misfit misfit = new Misfit();
        for (int i = 0; i < values.length; i++) {
            Conversion conversion = conversions[i];
            Object value = values[i];
            if (conversion == null || value == RowImage.UNCHANGED || (value == null && keyOnly)) {
                continue;
            }
            String name = change.schema().columns().get(i).name();
            String storage = renamed.getOrDefault(name, name);
            String exact = misfits.get(storage);
            if (exact != null && conversion.takesAnyText()) {
                values[i] = conversion.ofText(exact);
                misfits.remove(storage);
                continue;
            }
            values[i] = conversion.convert(value, misfit);
            String text = misfit.take();
            if (text != null) {
                // Where the source's own text is noted already, it is the more exact one.
                misfits.putIfAbsent(storage, text);
            }
        }
        return change.with(new RowImage(image.kind(), values, misfits));
    }

    private Map<String, String> renamed(Map<String, String> misfits) {
        Map<String, String> result = new HashMap<>();
        misfits.forEach((name, text) -> result.put(renamed.getOrDefault(name, name), text));
        return result;
    }
}
