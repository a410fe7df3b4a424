package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A table as the source's catalog described it when a record was captured: the content of the header and of the logical
 * message {@link #NAME}. Parsed once for each distinct text, so identity is a valid fast check for "same".
 *
 * <p>The lookup can race with DDL: the description may be from a later moment than the change, rarely from an earlier
 * one.
 *
 * @param oid {@code pg_class.oid}, 1 or more: the table's identity for life
 * @param table its name at that moment
 * @param identity {@code pg_class.relreplident}: {@code d}, {@code f}, {@code i} or {@code n}
 * @param key names of the columns of the primary key or of the replica identity's index, in key order; empty for none
 * @param columns the live columns in {@code attnum} order
 * @param dropped the {@code attnum}s of dropped columns
 * @param gone whether the table was dropped
 */
public record Relation(
        long oid,
        TableId table,
        char identity,
        List<String> key,
        List<RelationColumn> columns,
        List<Integer> dropped,
        boolean gone) {
    /** Name of the Kafka header and prefix of the logical message. */
    public static final String NAME = StreamHeader.RELATION;

    public Relation {
        requireNonNull(table, "table is null");
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        dropped = List.copyOf(dropped);
    }

    public Optional<RelationColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    public Optional<RelationColumn> column(int number) {
        return columns.stream().filter(column -> column.number() == number).findFirst();
    }
}
