package io.millrace.core.verify;

import io.millrace.core.event.Column;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.type.warehouse.WarehouseType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table and its copy, column by column.
 *
 * @param schema the source's, as its catalog has it now
 * @param table the warehouse's
 * @param columns what is compared, in the source's order
 * @param key the columns of the key, in its order; empty for a table without one
 * @param order how the table can be read piece by piece
 * @param partitioned whether the source's rows are those of its partitions; if not, those of tables that inherit from it are not
 *     its own
 */
public record ComparedTable(
        TableSchema schema,
        WarehouseTable table,
        List<ComparedColumn> columns,
        List<ComparedColumn> key,
        Order order,
        boolean partitioned) {
    /** How both sides can read the same rows piece by piece. */
    public enum Order {
        /** Both order keys alike, and the source has an index: by ranges. */
        RANGES,
        /** Keys are texts with a linguistic collation in the source: by lists of keys. */
        KEYS,
        /** No key, or one that both write differently: the whole table. */
        WHOLE
    }

    /** Texts, which are in byte order if the collation is. */
    private static final Set<String> TEXTS = Set.of("text", "varchar", "name");

    public ComparedTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * @param bytewise names of the source's columns whose collation orders texts by their bytes
     * @param generated names of generated columns, which are compared where the warehouse has them
     * @throws NotComparable if the shapes differ
     */
    public static ComparedTable of(
            TableSchema schema, Set<String> bytewise, Set<String> generated, WarehouseTable table)
            throws NotComparable {
        return of(schema, bytewise, generated, false, ColumnRules.NONE, table);
    }

    /**
     * As the other.
     *
     * @param partitioned whether the source's rows are those of its partitions
     * @param rules by which values of the source were replaced on their way; {@code schema} is without the columns that they
     *     drop
     */
    public static ComparedTable of(
            TableSchema schema,
            Set<String> bytewise,
            Set<String> generated,
            boolean partitioned,
            ColumnRules rules,
            WarehouseTable table)
            throws NotComparable {
        ColumnBinding binding = ColumnBinding.of(schema, table);
        List<WarehouseColumn> shown = table.shown();
        List<ComparedColumn> columns = new ArrayList<>();
        for (int i = 0; i < schema.columns().size(); i++) {
            Column source = schema.columns().get(i);
            Optional<WarehouseColumn> stored = binding.column(i).filter(shown::contains);
            if (stored.isPresent()) {
                boolean inKey = table.key().contains(stored.get().name());
                if (stored.get().type() instanceof WarehouseType.Other) {
                    throw new NotComparable("its column " + source.name() + " has the type "
                            + stored.get().type().sql()
                            + " in the warehouse, which Millrace cannot read: change it to String");
                }
                Protection protection = rules.of(schema.table(), source.name()).orElse(null);
                if (inKey && protection != null) {
                    throw new NotComparable(
                            "its key column " + source.name()
                                    + " is protected by source.columns, so it is not captured: take it out, or exclude the table");
                }
                CanonicalText canonical = protection != null
                        ? null
                        : CanonicalText.of(source, inKey, stored.get().type()).orElse(null);
                columns.add(new ComparedColumn(i, source, stored.get(), canonical, protection));
            } else if (!generated.contains(source.name())) {
                throw new NotComparable("the warehouse does not have its column " + source.name()
                        + " yet, or ignores it: try again when the change has arrived");
            }
        }
        if (columns.size() < shown.size()) {
            throw new NotComparable("the warehouse has columns that the source no longer has: try again when the change"
                    + " has arrived");
        }
        List<ComparedColumn> key = new ArrayList<>();
        for (String name : table.key()) {
            key.add(columns.stream()
                    .filter(column -> column.stored().name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new NotComparable("the column " + name + " of the warehouse's key is not in the"
                            + " source: load it again with `millrace resync " + table.source() + "`")));
        }
        List<Integer> indexes = key.stream().map(ComparedColumn::index).toList();
        TableSchema keyed = new TableSchema(schema.table(), schema.columns(), indexes);
        return new ComparedTable(keyed, table, columns, key, order(key, bytewise), partitioned);
    }

    private static Order order(List<ComparedColumn> key, Set<String> bytewise) {
        if (key.isEmpty() || key.stream().anyMatch(column -> column.canonical() == null)) {
            return Order.WHOLE;
        }
        return key.stream().allMatch(column -> inOrder(column, bytewise)) ? Order.RANGES : Order.KEYS;
    }

    private static boolean inOrder(ComparedColumn column, Set<String> bytewise) {
        boolean text = column.canonical() == CanonicalText.TEXT;
        boolean fraction = column.canonical() == CanonicalText.REAL || column.canonical() == CanonicalText.DOUBLE;
        return text
                ? TEXTS.contains(column.source().type().name())
                        && bytewise.contains(column.source().name())
                : !fraction;
    }

    /** Whether a hash of each row is all that is needed to compare it. */
    public boolean isHashed() {
        return uncanonical().isEmpty();
    }

    /** The columns that no SQL text can be made of. */
    public List<ComparedColumn> uncanonical() {
        return columns.stream().filter(column -> column.canonical() == null).toList();
    }

    /** The others. */
    public List<ComparedColumn> canonical() {
        return columns.stream().filter(column -> column.canonical() != null).toList();
    }

    /** Which parts of the key are whole numbers, by their places. */
    public Set<Integer> numbers() {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < key.size(); i++) {
            if (key.get(i).canonical() == CanonicalText.WHOLE) {
                numbers.add(i);
            }
        }
        return numbers;
    }
}
