package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.TableSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Names a row to the source, in its SQL. */
public final class SourceCondition {
    /** Types whose warehouse value, a number, is the source's. */
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "oid", "numeric");

    /** Types whose warehouse value, text, is the source's. */
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "citext", "name");

    private SourceCondition() {}

    /**
     * A condition that holds for the row of a change, by its key.
     *
     * @return SQL that can follow {@code WHERE}, for example {@code "id" = '7'}; empty for a row without a key, or one with a
     *     key of a type whose values look otherwise in the source
     */
    public static Optional<String> of(RowChange change) {
        TableSchema schema = change.schema();
        List<String> conditions = new ArrayList<>();
        for (int index : schema.keyColumns()) {
            Column column = schema.columns().get(index);
            String value = text(column.type().name(), change.row().values()[index]);
            if (value == null) {
                return Optional.empty();
            }
            conditions.add("\"" + column.name().replace("\"", "\"\"") + "\" = '" + value.replace("'", "''") + "'");
        }
        return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", conditions));
    }

    private static @Nullable String text(String type, @Nullable Object value) {
        if (value instanceof UUID || value instanceof Boolean) {
            return value.toString();
        } else if (value instanceof BigDecimal decimal && NUMBERS.contains(type)) {
            return decimal.toPlainString();
        } else if (value instanceof Number && NUMBERS.contains(type)) {
            return value.toString();
        }
        // A backslash would mean something where standard_conforming_strings is off.
        return value instanceof String text && TEXTS.contains(type) && text.indexOf('\\') < 0 ? text : null;
    }
}
