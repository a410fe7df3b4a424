package io.millrace.core.verify;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SnapshotRead;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.plan.RowFit;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.type.BadValueException;
import io.millrace.core.type.ColumnMapping;
import io.millrace.core.type.Misfit;
import io.millrace.core.type.NearestValue;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows of both sides into one form: those of the source go the way that the pipeline sends them, through the same
 * readers and conversions, and must come out as what the warehouse holds. Stateless but for a misfit: for one thread.
 */
public final class RowForm {
    private static final StreamPosition NOWHERE = new StreamPosition("", 0, 0, 0);
    private static final SourcePosition NEVER = new SourcePosition(0, 0, 0, 0, 0);

    private final ComparedTable compared;
    private final ColumnRules rules;
    private final ColumnMapping[] mappings;
    private final RowFit fit;
    private final Misfit misfit = new Misfit();

    /** For a table of which no column is protected. */
    public RowForm(ComparedTable compared) {
        this(compared, ColumnRules.NONE);
    }

    /** @param rules by which values of the source were replaced on their way */
    public RowForm(ComparedTable compared, ColumnRules rules) {
        this.compared = compared;
        this.rules = rules;
        List<Column> columns = compared.schema().columns();
        TypeMapping types = TypeMapping.defaults();
        this.mappings = new ColumnMapping[columns.size()];
        for (int i = 0; i < mappings.length; i++) {
            mappings[i] =
                    types.map(columns.get(i), compared.schema().keyColumns().contains(i));
        }
        this.fit = new RowFit(types, compared.schema(), compared.table());
    }

    /**
     * A row of the source. Of protected columns nothing is left in it but what may leave the source.
     *
     * @param clear texts of the columns that are asked for, as Postgres writes them
     * @param columns which these are
     * @param mark see {@link ComparedRow#mark()}
     */
    public ComparedRow ofSource(List<@Nullable String> clear, List<ComparedColumn> columns, String mark) {
        List<@Nullable String> texts = withoutProtected(clear, columns);
        RowImage image = image(texts, columns);
        Map<String, @Nullable String> shown = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.put(columns.get(i).source().name(), texts.get(i));
        }
        List<@Nullable String> cells = new ArrayList<>();
        for (ComparedColumn column : columns) {
            cells.add(cell(
                    column,
                    image.values()[column.index()],
                    image.misfits().get(column.stored().name())));
        }
        return new ComparedRow(key(columns, cells), cells, shown, mark);
    }

    private List<@Nullable String> withoutProtected(List<@Nullable String> clear, List<ComparedColumn> columns) {
        if (columns.stream().allMatch(column -> column.protection() == null)) {
            return clear;
        }
        List<@Nullable String> texts = new ArrayList<>(clear);
        for (int i = 0; i < columns.size(); i++) {
            Protection protection = columns.get(i).protection();
            String text = texts.get(i);
            if (protection != null && text != null) {
                texts.set(i, rules.replace(protection, text));
            }
        }
        return texts;
    }

    /**
     * A row of the warehouse.
     *
     * @param values of the columns that are asked for, of the classes that {@link io.millrace.core.type.WarehouseType} names
     * @param misfits by names of storage columns
     */
    public ComparedRow ofWarehouse(
            List<@Nullable Object> values, Map<String, String> misfits, List<ComparedColumn> columns, String mark) {
        Map<String, @Nullable String> shown = new LinkedHashMap<>();
        List<@Nullable String> cells = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            ComparedColumn column = columns.get(i);
            String exact = misfits.get(column.stored().name());
            Object value = values.get(i);
            String near = value == null ? null : shown(value, column);
            shown.put(column.source().name(), exact == null ? near : exact + " (shown as " + near + ")");
            cells.add(cell(column, value, exact));
        }
        return new ComparedRow(key(columns, cells), cells, shown, mark);
    }

    /**
     * Values of the warehouse for texts of the source, to name rows to the warehouse.
     *
     * @param texts of the key's columns, none NULL
     */
    public List<Object> keyValues(List<String> texts) {
        RowImage image = image(new ArrayList<>(texts), compared.key());
        List<Object> values = new ArrayList<>();
        for (ComparedColumn column : compared.key()) {
            Object value = image.values()[column.index()];
            String exact = image.misfits().get(column.stored().name());
            if (value == null && exact != null) {
                // The warehouse does not have the row yet: then the column becomes text.
                value = NearestValue.of(column.stored().type(), exact);
            }
            if (value == null) {
                throw new IllegalArgumentException(
                        "a key of " + compared.table().source() + " holds NULL");
            }
            values.add(value);
        }
        return values;
    }

    /** {@link ComparedRow#key()} for texts of the source. */
    public List<String> key(List<String> texts) {
        return ofSource(new ArrayList<>(texts), compared.key(), "").key();
    }

    /** The value as Postgres would write it. */
    private static String shown(Object value, ComparedColumn column) {
        return WarehouseText.of(
                value, column.stored().type(), column.source().type().name().equals("bytea"));
    }

    private RowImage image(List<@Nullable String> texts, List<ComparedColumn> columns) {
        @Nullable Object[] values = new Object[mappings.length];
        Map<String, String> misfits = new HashMap<>();
        for (int i = 0; i < mappings.length; i++) {
            values[i] = mappings[i].nothing();
        }
        for (int i = 0; i < columns.size(); i++) {
            int index = columns.get(i).index();
            values[index] = value(mappings[index], texts.get(i));
            String exact = misfit.take();
            if (exact != null) {
                misfits.put(columns.get(i).source().name(), exact);
                values[index] = values[index] == null ? mappings[index].nothing() : values[index];
            }
        }
        RowChange change =
                new SnapshotRead(NOWHERE, NEVER, compared.schema(), new RowImage(RowImage.Kind.FULL, values, misfits));
        return fit.fit(change).row();
    }

    private @Nullable Object value(ColumnMapping mapping, @Nullable String text) {
        if (text == null) {
            if (!mapping.holdsNull()) {
                misfit.note("NULL");
            }
            return mapping.nothing();
        }
        try {
            char[] chars = text.toCharArray();
            return mapping.reader().ofText(chars, 0, chars.length, misfit);
        } catch (BadValueException e) {
            // Debezium's own forms of the plainest types fail nowhere else either; such a row is a dead letter.
            misfit.note(text);
            return null;
        }
    }

    /** A JSON column keeps of what does not fit a part that only the server knows: there the exact text alone counts. */
    private static @Nullable String cell(ComparedColumn column, @Nullable Object value, @Nullable String exact) {
        if (exact == null) {
            return CellText.of(value, column.stored().type());
        }
        String misfit = MisfitText.of(exact, column.source().type());
        boolean json = CanonicalText.bare(column.stored().type()) == io.millrace.core.type.WarehouseType.Simple.JSON;
        return "misfit " + misfit
                + (json ? "" : " shown as " + CellText.of(value, column.stored().type()));
    }

    private static boolean isFloat(ComparedColumn column) {
        return column.canonical() == CanonicalText.REAL || column.canonical() == CanonicalText.DOUBLE;
    }

    private List<String> key(List<ComparedColumn> columns, List<@Nullable String> cells) {
        List<String> key = new ArrayList<>();
        for (ComparedColumn column : compared.key()) {
            int at = columns.indexOf(column);
            String cell = at < 0 ? null : cells.get(at);
            // Zero has a sign, which tells no rows apart.
            key.add(cell == null ? "" : isFloat(column) && cell.equals("-0.0") ? "0.0" : cell);
        }
        return key;
    }
}
