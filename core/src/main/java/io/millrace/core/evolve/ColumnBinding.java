package io.millrace.core.evolve;

import io.millrace.core.event.Column;
import io.millrace.core.event.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Maps the columns of one schema version to those of a table: by {@code attnum} if known, else by name. Created once
 * per pair, not per row.
 */
public final class ColumnBinding {
    /** Instead of an index: the table has no such column. */
    public static final int ABSENT = -1;

    private final int[] targets;
    private final int[] sources;
    private final List<WarehouseColumn> columns;

    private ColumnBinding(int[] targets, int[] sources, List<WarehouseColumn> columns) {
        this.targets = targets;
        this.sources = sources;
        this.columns = columns;
    }

    public static ColumnBinding of(TableSchema event, WarehouseTable table) {
        int[] numbers = ColumnResolution.of(event, table).numbers();
        int[] targets = new int[numbers.length];
        int[] sources = new int[table.columns().size()];
        Arrays.fill(sources, ABSENT);
        for (int i = 0; i < targets.length; i++) {
            targets[i] = target(event.columns().get(i), numbers[i], table);
            if (targets[i] == ABSENT && numbers[i] == 0) {
                // A later event of the same batch has renamed it since.
                targets[i] = formerly(event.columns().get(i).name(), table);
            }
            if (targets[i] != ABSENT) {
                sources[targets[i]] = i;
            }
        }
        return new ColumnBinding(targets, sources, table.columns());
    }

    private static int formerly(String name, WarehouseTable table) {
        for (int i = 0; i < table.columns().size(); i++) {
            WarehouseColumn candidate = table.columns().get(i);
            if (candidate.isLive() && candidate.origin().formerNames().contains(name)) {
                return i;
            }
        }
        return ABSENT;
    }

    /** Index of the table's column for a column of an event, or {@link #ABSENT}. */
    static int target(Column column, int number, WarehouseTable table) {
        int named = ABSENT;
        int retired = ABSENT;
        int unnumbered = ABSENT;
        for (int i = 0; i < table.columns().size(); i++) {
            WarehouseColumn candidate = table.columns().get(i);
            ColumnOrigin origin = candidate.origin();
            if (number != 0 && origin.number() == number) {
                if (candidate.isLive()) {
                    return i;
                }
                retired = i;
            } else if (origin.number() == 0 || number == 0) {
                boolean same = candidate.isLive() && origin.name().equals(column.name());
                named = same ? i : named;
                boolean wasDropped = number == 0 && origin.number() == 0 && !candidate.isLive();
                unnumbered = wasDropped && origin.name().equals(column.name()) ? i : unnumbered;
            }
        }
        if (retired != ABSENT) {
            return retired;
        }
        return named != ABSENT ? named : unnumbered;
    }

    /** Index of the table's column for the event's column of an index, or {@link #ABSENT}. */
    public int target(int eventColumn) {
        return targets[eventColumn];
    }

    /** Index of the event's column that gives the values for the table's column of an index, or {@link #ABSENT}. */
    public int source(int tableColumn) {
        return sources[tableColumn];
    }

    /** The table's column for the event's column of an index. */
    public Optional<WarehouseColumn> column(int eventColumn) {
        return targets[eventColumn] == ABSENT ? Optional.empty() : Optional.of(columns.get(targets[eventColumn]));
    }
}
