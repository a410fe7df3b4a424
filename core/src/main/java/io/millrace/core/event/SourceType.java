package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Postgres type as the event's schema states it (Debezium's {@code column.propagate.source.type}) and the form in
 * which its values travel.
 *
 * @param name the Postgres type name in lower case as in {@code pg_type.typname}: {@code int4}, {@code numeric}, {@code
 *     _text} for an array of text; the type's own name for enums and, where values do not travel as text, domains;
 *     empty if the schema does not say
 * @param length the declared length or precision, -1 if there is none
 * @param scale the declared scale, -1 if there is none
 * @param wireType the Connect type of the field as JSON schemas spell it: {@code int32}, {@code double}, {@code
 *     string}, {@code array} …
 * @param wireName the Connect schema name ({@code io.debezium.time.MicroTimestamp} …), empty if there is none
 * @param element the type of an array's elements, an array itself where more dimensions are declared; null for anything
 *     but an array
 * @param fields the attributes of a composite type that travels as text, empty for anything else
 */
public record SourceType(
        String name,
        int length,
        int scale,
        String wireType,
        String wireName,
        @Nullable SourceType element,
        List<SourceField> fields) {
    public SourceType {
        requireNonNull(name, "name is null");
        requireNonNull(wireType, "wireType is null");
        requireNonNull(wireName, "wireName is null");
        fields = List.copyOf(fields);
    }

    /** A type that is not composite. */
    public SourceType(
            String name, int length, int scale, String wireType, String wireName, @Nullable SourceType element) {
        this(name, length, scale, wireType, wireName, element, List.of());
    }

    /** A type that is no array. */
    public SourceType(String name, int length, int scale, String wireType, String wireName) {
        this(name, length, scale, wireType, wireName, null);
    }
}
