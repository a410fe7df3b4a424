package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Identifies rows to the source, by their keys. */
public final class NamedRows {
    /** Types whose warehouse value is the same number as the source's. */
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "oid", "numeric", "float4", "float8");

    /** Types whose warehouse value is the same text as the source's in any encoding. */
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "citext", "name");

    /** Types whose values arrive as Postgres's text and land in another form. */
    private static final Set<String> OTHER_TEXTS = Set.of("interval", "money", "bytea");

    private static final String ENUM = "io.debezium.data.Enum";
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    /** Maximum of rows per request. */
    private static final int TOGETHER = 100;

    /** Above this, reading the whole table costs the source less than finding the rows. */
    private static final int TOO_MANY = 5_000;

    private NamedRows() {}

    /**
     * The rows of some changes, in as many requests as they take.
     *
     * @return one or more; a single empty one, for all rows of the table, where one of them cannot be named or they are many
     */
    public static List<List<SourceKey>> ofAll(List<? extends RowChange> changes) {
        Set<SourceKey> rows = new LinkedHashSet<>();
        for (RowChange change : changes) {
            Optional<SourceKey> row = rows.size() < TOO_MANY ? of(change) : Optional.empty();
            if (row.isEmpty()) {
                return List.of(List.of());
            }
            rows.add(row.get());
        }
        List<SourceKey> single = List.copyOf(rows);
        List<List<SourceKey>> requests = new ArrayList<>();
        for (int from = 0; from < single.size(); from += TOGETHER) {
            requests.add(single.subList(from, Math.min(single.size(), from + TOGETHER)));
        }
        return requests;
    }

    /**
     * The row of a change.
     *
     * @return empty for a row without a key, or one with a key of a type whose values look otherwise in the source
     */
    public static Optional<SourceKey> of(RowChange change) {
        TableSchema schema = change.schema();
        List<SourceKey.Part> key = new ArrayList<>();
        for (int index : schema.keyColumns()) {
            Column column = schema.columns().get(index);
            String value = text(column.type(), change.row().values()[index]);
            if (value == null) {
                return Optional.empty();
            }
            key.add(new SourceKey.Part(column.name(), value));
        }
        return key.isEmpty() ? Optional.empty() : Optional.of(new SourceKey(key));
    }

    private static @Nullable String text(SourceType source, @Nullable Object value) {
        String type = source.name();
        if (value instanceof UUID || value instanceof Boolean) {
            return value.toString();
        } else if (value instanceof BigDecimal decimal && NUMBERS.contains(type)) {
            return decimal.toPlainString();
        } else if (value instanceof Number && NUMBERS.contains(type)) {
            return value.toString();
        }
        if (value instanceof Long days && type.equals("date")) {
            return LocalDate.ofEpochDay(days).toString();
        } else if (value instanceof Long micros && (type.equals("timestamp") || type.equals("timestamptz"))) {
            Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            String text = TIMESTAMP.format(instant.atOffset(ZoneOffset.UTC));
            return type.equals("timestamp") ? text : text + "+00";
        }
        boolean exact = TEXTS.contains(type)
                || ((source.wireName().equals(PostgresText.NAME)
                                || source.wireName().equals(ENUM))
                        && source.fields().isEmpty()
                        && !OTHER_TEXTS.contains(type));
        return value instanceof String text && exact ? text : null;
    }
}
