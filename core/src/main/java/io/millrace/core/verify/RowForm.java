package io.millrace.core.verify;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SnapshotRead;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.plan.RowConverter;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.type.ColumnMapping;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.read.BadValueException;
import io.millrace.core.type.read.Rescue;
import io.millrace.core.type.text.NearestValue;
import io.millrace.core.type.text.WarehouseText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows of both sides into one form: rows of the source pass the same readers and conversions as in the pipeline,
 * and must come out as in the warehouse. Holds a rescued value as its only state; for one thread.
 */
public final class RowForm {
    private static final StreamPosition NOWHERE = new StreamPosition("", 0, 0, 0);
    private static final SourcePosition NEVER = new SourcePosition(0, 0, 0, 0, 0);

    private final ComparedTable compared;
    private final ColumnRules rules;
    private final ColumnMapping[] mappings;
    private final RowConverter fit;
    private final Rescue rescuedText = new Rescue();

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
        this.fit = new RowConverter(types, compared.schema(), compared.table());
    }

    /**
     * A row of the source. Protected columns only have what may leave the source.
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
                    image.rescued().get(column.stored().name())));
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
     * @param values of the columns that are asked for, of the classes that {@link
     *     io.millrace.core.type.warehouse.WarehouseType} names
     * @param rescued by names of storage columns
     */
    public ComparedRow ofWarehouse(
            List<@Nullable Object> values, Map<String, String> rescued, List<ComparedColumn> columns, String mark) {
        Map<String, @Nullable String> shown = new LinkedHashMap<>();
        List<@Nullable String> cells = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            ComparedColumn column = columns.get(i);
            String exact = rescued.get(column.stored().name());
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
            String exact = image.rescued().get(column.stored().name());
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
        Map<String, String> rescued = new HashMap<>();
        for (int i = 0; i < mappings.length; i++) {
            values[i] = mappings[i].nothing();
        }
        for (int i = 0; i < columns.size(); i++) {
            int index = columns.get(i).index();
            values[index] = value(mappings[index], texts.get(i));
            String exact = rescuedText.take();
            if (exact != null) {
                rescued.put(columns.get(i).source().name(), exact);
                values[index] = values[index] == null ? mappings[index].nothing() : values[index];
            }
        }
        RowChange change =
                new SnapshotRead(NOWHERE, NEVER, compared.schema(), new RowImage(RowImage.Kind.FULL, values, rescued));
        return fit.fit(change).row();
    }

    private @Nullable Object value(ColumnMapping mapping, @Nullable String text) {
        if (text == null) {
            if (!mapping.holdsNull()) {
                rescuedText.keep("NULL");
            }
            return mapping.nothing();
        }
        try {
            char[] chars = text.toCharArray();
            return mapping.reader().ofText(chars, 0, chars.length, rescuedText);
        } catch (BadValueException e) {
            // Debezium's own forms of the plainest types fail nowhere else either; such a row is a dead letter.
            rescuedText.keep(text);
            return null;
        }
    }

    /**
     * What a JSON column keeps of a value that does not fit is only known to the server: the exact text is compared
     * instead.
     */
    private static @Nullable String cell(ComparedColumn column, @Nullable Object value, @Nullable String exact) {
        if (exact == null) {
            return CellText.of(value, column.stored().type());
        }
        String rescuedText = RescuedText.of(exact, column.source().type());
        boolean json =
                CanonicalText.bare(column.stored().type()) == io.millrace.core.type.warehouse.WarehouseType.Simple.JSON;
        return "rescued " + rescuedText
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
            // The sign of zero does not distinguish rows.
            key.add(cell == null ? "" : isFloat(column) && cell.equals("-0.0") ? "0.0" : cell);
        }
        return key;
    }
}
