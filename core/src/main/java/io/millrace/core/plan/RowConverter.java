package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.Conversion;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.warehouse.WarehouseType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts rows of one schema version to the types of a warehouse table that may have kept those of another. From here
 * on rescued values are keyed by storage columns.
 */
public final class RowConverter {
    /** The rescued text of a NULL that its column cannot hold. */
    private static final String NULL = "NULL";

    /** One for each column of the schema, null if its values fit as they are. */
    private final @Nullable Conversion[] conversions;

    /** Storage names by the event's names, of columns where they differ. */
    private final Map<String, String> renamed = new HashMap<>();

    /** Names, in the event, of columns whose ClickHouse type cannot be Nullable. */
    private final Set<String> withoutNull = new HashSet<>();

    /** The table's columns by index of the schema's, null if it has none. */
    private final @Nullable WarehouseColumn[] targets;

    private final ColumnBinding binding;
    private final int[] key;
    private final Set<String> keyNames;
    private final boolean fitsAsIs;

    /** Whether a conversion can yield values that its column cannot hold. */
    private final boolean mayBeNarrow;

    /** Whether every column of the schema has one in the table. */
    private final boolean isWhole;

    public RowConverter(TypeMapping types, TableSchema schema, WarehouseTable table) {
        binding = ColumnBinding.of(schema, table);
        conversions = new Conversion[schema.columns().size()];
        targets = new WarehouseColumn[conversions.length];
        boolean asIs = true;
        boolean whole = true;
        boolean narrow = false;
        for (int i = 0; i < conversions.length; i++) {
            Column column = schema.columns().get(i);
            boolean inKey = schema.keyColumns().contains(i);
            Optional<WarehouseColumn> target = binding.column(i);
            whole &= target.isPresent();
            if (target.isPresent()) {
                WarehouseType mapped = types.map(column, inKey).type();
                conversions[i] = Conversion.between(
                        mapped,
                        target.get().type(),
                        table.key().contains(target.get().name()));
                targets[i] = target.get();
                narrow |= conversions[i] != null && !holdsAny(target.get(), table);
                if (mapped instanceof WarehouseType.Array || mapped instanceof WarehouseType.MapOf) {
                    withoutNull.add(column.name());
                }
                asIs &= conversions[i] == null;
                if (!target.get().name().equals(column.name())) {
                    renamed.put(column.name(), target.get().name());
                }
            }
        }
        fitsAsIs = asIs;
        isWhole = whole;
        mayBeNarrow = narrow;
        key = keyIndexes(table);
        keyNames = Set.copyOf(table.key());
    }

    private static boolean holdsAny(WarehouseColumn target, WarehouseTable table) {
        return table.key().contains(target.name())
                ? target.type() == WarehouseType.Simple.STRING
                : TypeMapping.nullable(target.type()).equals(target.type());
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

    /** Whether encoded rows can be used as they are, because their values have the table's types. */
    boolean keepsBytes() {
        return fitsAsIs;
    }

    /**
     * Whether a change has what a row of the table needs: its key columns, and the columns of its values. Not if the
     * source has changed them meanwhile.
     */
    boolean isComplete(RowChange change) {
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
            return image.rescued().isEmpty() ? change : change.with(image.withRescued(rescued(image)));
        }
        boolean keyOnly = image.kind() == RowImage.Kind.KEY_ONLY;
        @Nullable Object[] values = image.values().clone();
        Map<String, String> rescued = rescued(image);
        Rescue rescue = new Rescue();
        for (int i = 0; i < values.length; i++) {
            Conversion conversion = conversions[i];
            Object value = values[i];
            String name = change.schema().columns().get(i).name();
            String storage = renamed.getOrDefault(name, name);
            String exact = rescued.remove(storage);
            if (conversion == null || value == RowImage.UNCHANGED || (value == null && exact == null && keyOnly)) {
                if (exact != null) {
                    rescued.put(storage, exact);
                }
                continue;
            }
            values[i] = exact == null ? conversion.convert(value, rescue) : conversion.convert(value, exact, rescue);
            String text = rescue.take();
            if (text != null && !(text.equals(NULL) && values[i] == null)) {
                rescued.put(storage, text);
            }
        }
        return change.with(new RowImage(image.kind(), values, rescued));
    }

    /**
     * The table's columns that cannot hold a row yet: those that would have to be NULL and cannot be, and those of the
     * key that do not hold its value, by which rows are identified.
     *
     * @return names in storage, nearly always none
     */
    Set<String> tooNarrow(RowChange change) {
        if (!mayBeNarrow && change.row().rescued().isEmpty()) {
            return Set.of();
        }
        RowImage fitted = fit(change).row();
        boolean keyOnly = fitted.kind() == RowImage.Kind.KEY_ONLY;
        Set<String> narrow = new HashSet<>();
        for (int i = 0; i < targets.length; i++) {
            WarehouseColumn target = targets[i];
            if (target == null) {
                continue;
            }
            boolean inKey = keyNames.contains(target.name());
            boolean lost = inKey
                    ? fitted.rescued().containsKey(target.name())
                    : !keyOnly
                            && fitted.isNull(i)
                            && !TypeMapping.nullable(target.type()).equals(target.type());
            if (lost) {
                narrow.add(target.name());
            }
        }
        return narrow;
    }

    /** By names of storage, without those of NULLs: a column that is NULL says so itself. */
    private Map<String, String> rescued(RowImage image) {
        Map<String, String> result = new HashMap<>();
        image.rescued().forEach((name, text) -> {
            if (!text.equals(NULL) || withoutNull.contains(name)) {
                result.put(renamed.getOrDefault(name, name), text);
            }
        });
        return result;
    }
}
