package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.Conversion;
import io.millrace.core.type.Misfit;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings rows of one schema version into the types of a warehouse table that may have kept those of another. */
final class RowFit {
    /** One for each column of the schema, null where its values fit as they are. */
    private final @Nullable Conversion[] conversions;

    private final boolean fitsAsIs;

    RowFit(TypeMapping types, TableSchema schema, WarehouseTable table) {
        Map<String, WarehouseType> targets = new HashMap<>();
        for (WarehouseColumn column : table.columns()) {
            targets.put(column.name(), column.type());
        }
        conversions = new Conversion[schema.columns().size()];
        boolean asIs = true;
        for (int i = 0; i < conversions.length; i++) {
            Column column = schema.columns().get(i);
            boolean inKey = schema.keyColumns().contains(i);
            WarehouseType target = targets.get(column.name());
            if (target != null) {
                conversions[i] = Conversion.between(types.map(column, inKey).type(), target);
                asIs &= conversions[i] == null;
            }
        }
        fitsAsIs = asIs;
    }

    RowChange fit(RowChange change) {
        if (fitsAsIs) {
            return change;
        }
        RowImage image = change.row();
        boolean keyOnly = image.kind() == RowImage.Kind.KEY_ONLY;
        @Nullable Object[] values = image.values().clone();
        Map<String, String> misfits = new HashMap<>(image.misfits());
        Misfit misfit = new Misfit();
        for (int i = 0; i < values.length; i++) {
            Conversion conversion = conversions[i];
            Object value = values[i];
            if (conversion == null || value == RowImage.UNCHANGED || (value == null && keyOnly)) {
                continue;
            }
            values[i] = conversion.convert(value, misfit);
            String text = misfit.take();
            if (text != null) {
                // Where the source's own text is noted already, it is the more exact one.
                misfits.putIfAbsent(change.schema().columns().get(i).name(), text);
            }
        }
        return change.with(new RowImage(image.kind(), values, misfits));
    }
}
