package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

/**
 * A Postgres type as the event's schema states it (Debezium's {@code column.propagate.source.type}) and the form in
 * which its values travel.
 *
 * @param name the Postgres type name in lower case as in {@code pg_type.typname}: {@code int4}, {@code numeric},
 *     {@code _text} for an array of text; the type's own name for enums and domains
 * @param length the declared length or precision, -1 where there is none
 * @param scale the declared scale, -1 where there is none
 * @param wireType the Connect type of the field: {@code int32}, {@code string}, {@code array} …
 * @param wireName the Connect schema name ({@code io.debezium.time.MicroTimestamp} …), empty where there is none
 */
public record SourceType(String name, int length, int scale, String wireType, String wireName) {
    public SourceType {
        requireNonNull(name, "name is null");
        requireNonNull(wireType, "wireType is null");
        requireNonNull(wireName, "wireName is null");
    }
}
