package io.millrace.core.evolve;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A storage table and its view. Metadata columns (those that Millrace adds) are not listed.
 *
 * @param source the table that it mirrors, by its current name
 * @param columns the mirrored columns in the order of storage, the retired included
 * @param key storage names of the columns of the sorting key, in order
 * @param origin which table of the source it is
 */
public record WarehouseTable(TableId source, List<WarehouseColumn> columns, List<String> key, TableOrigin origin) {
    public WarehouseTable {
        requireNonNull(source, "source is null");
        requireNonNull(origin, "origin is null");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** A table known by its name only. */
    public WarehouseTable(TableId source, List<WarehouseColumn> columns, List<String> key) {
        this(source, columns, key, TableOrigin.named(source));
    }

    /** Without a key and while the replica identity is unknown, updates and deletes are expected. */
    public TableKind kind() {
        if (!key.isEmpty()) {
            return TableKind.KEYED;
        }
        return origin.identity() == 'f' || origin.identity() == '?' ? TableKind.MULTISET : TableKind.APPEND_ONLY;
    }

    /** Whether both are the same source table: by OID if both have one, else by location. */
    public boolean isSame(WarehouseTable other) {
        long number = origin.oid();
        return (number != 0 && other.origin.oid() != 0)
                ? number == other.origin.oid()
                : origin.storage().equals(other.origin.storage());
    }

    public boolean isKeyed() {
        return !key.isEmpty();
    }

    /**
     * What the view shows: the live columns in {@code attnum} order, those of unknown number last. Where descriptions that are
     * ahead of their rows have given two columns one name, only that of the higher number has it.
     */
    public List<WarehouseColumn> shown() {
        return columns.stream()
                .filter(column -> column.isLive()
                        && live(column.origin().name()).filter(column::equals).isPresent())
                .sorted(Comparator.comparingInt(column -> column.origin().number() == 0
                        ? Integer.MAX_VALUE
                        : column.origin().number()))
                .toList();
    }

    /** The live column that mirrors an {@code attnum}. */
    public Optional<WarehouseColumn> live(int number) {
        return columns.stream()
                .filter(column -> column.isLive() && column.origin().number() == number)
                .findFirst();
    }

    /** The live column that mirrors the source's column of this current name. */
    public Optional<WarehouseColumn> live(String sourceName) {
        return columns.stream()
                .filter(column -> column.isLive() && column.origin().name().equals(sourceName))
                .max(Comparator.comparingInt(column -> column.origin().number()));
    }

    public WarehouseTable with(List<WarehouseColumn> newColumns) {
        return new WarehouseTable(source, newColumns, key, origin);
    }

    public WarehouseTable with(TableOrigin newOrigin) {
        return new WarehouseTable(source, columns, key, newOrigin);
    }
}
