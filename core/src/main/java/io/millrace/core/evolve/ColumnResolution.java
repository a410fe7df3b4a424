package io.millrace.core.evolve;

import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which {@code attnum}s the columns of an event have, even if the description that came with it is from a later moment
 * because the lookup raced with DDL.
 *
 * <p>Events list columns in {@code attnum} order, and a new column gets the next number, so numbers that do not rise
 * are wrong. Tried in this order: the names of the description; the names that the warehouse knew before; both
 * together, filling gaps between known columns by order.
 *
 * @param numbers one for each column of the event, 0 if it cannot be determined: such a column lands by its name
 * @param doubt why a value may be under the wrong column, for display; empty for no doubt. A resync fixes it
 */
@SuppressWarnings("ArrayRecordComponent")
public record ColumnResolution(int[] numbers, String doubt) {

    public static ColumnResolution of(TableSchema event, @Nullable WarehouseTable known) {
        List<Column> columns = event.columns();
        Relation relation = event.relation();
        int[] byKnown = known == null ? new int[columns.size()] : number(columns, known(known));
        if (relation == null) {
            return new ColumnResolution(byKnown, "");
        }
        int[] byRelation = number(columns, described(relation));
        if (isWhole(byRelation)) {
            boolean both = isWhole(byKnown) && !Arrays.equals(byKnown, byRelation) && hasNew(byRelation, known);
            return new ColumnResolution(
                    byRelation,
                    both
                            ? "a column was dropped and another one of its name was added, and earlier changes may be"
                                    + " in the stream"
                            : "");
        }
        if (isWhole(byKnown)) {
            return new ColumnResolution(byKnown, "");
        }
        return mixed(columns, byKnown, byRelation, universe(relation, known));
    }

    private static ColumnResolution mixed(
            List<Column> columns, int[] byKnown, int[] byRelation, NavigableSet<Integer> universe) {
        int[] numbers = new int[columns.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = byKnown[i] != 0 ? byKnown[i] : byRelation[i];
        }
        if (!rises(numbers)) {
            numbers = rises(byKnown) ? byKnown.clone() : new int[columns.size()];
        }
        for (int number : numbers) {
            universe.remove(number);
        }
        boolean all = true;
        int at = 0;
        while (at < numbers.length) {
            if (numbers[at] != 0) {
                at++;
                continue;
            }
            int end = at;
            while (end < numbers.length && numbers[end] == 0) {
                end++;
            }
            int low = at == 0 ? 0 : numbers[at - 1];
            int high = end == numbers.length ? Integer.MAX_VALUE : numbers[end];
            List<Integer> free = List.copyOf(universe.subSet(low, false, high, false));
            if (free.size() == end - at) {
                for (int i = at; i < end; i++) {
                    numbers[i] = free.get(i - at);
                }
            } else {
                all = false;
            }
            at = end;
        }
        return new ColumnResolution(
                numbers,
                all
                        ? ""
                        : "the table changed while the change was captured, and a column could not be identified by its"
                                + " name");
    }

    private static boolean hasNew(int[] numbers, @Nullable WarehouseTable known) {
        return known != null
                && !Arrays.stream(numbers)
                        .allMatch(number -> known.columns().stream()
                                .anyMatch(column -> column.origin().number() == number));
    }

    private static NavigableSet<Integer> universe(Relation relation, @Nullable WarehouseTable known) {
        NavigableSet<Integer> universe = new TreeSet<>(relation.dropped());
        relation.columns().stream()
                .filter(column -> column.generated().isEmpty())
                .forEach(column -> universe.add(column.number()));
        if (known != null) {
            known.columns().forEach(column -> universe.add(column.origin().number()));
        }
        universe.remove(0);
        return universe;
    }

    private static ToIntFunction<String> described(Relation relation) {
        return name -> relation.column(name).map(RelationColumn::number).orElse(0);
    }

    /** Current names first, then former ones, then those of dropped columns; the later of two. */
    private static ToIntFunction<String> known(WarehouseTable table) {
        return name -> {
            int former = 0;
            int retired = 0;
            for (WarehouseColumn column : table.columns()) {
                ColumnOrigin origin = column.origin();
                if (column.isLive() && origin.name().equals(name)) {
                    return origin.number();
                }
                if (column.isLive() && origin.formerNames().contains(name)) {
                    former = origin.number();
                } else if (!column.isLive()
                        && origin.name().equals(name)
                        && table.live(origin.number()).isEmpty()) {
                    retired = origin.number();
                }
            }
            return former != 0 ? former : retired;
        };
    }

    private static int[] number(List<Column> columns, ToIntFunction<String> numberOf) {
        return columns.stream().map(Column::name).mapToInt(numberOf).toArray();
    }

    private static boolean isWhole(int[] numbers) {
        return Arrays.stream(numbers).allMatch(number -> number > 0) && rises(numbers);
    }

    /** Whether the known numbers rise. */
    private static boolean rises(int[] numbers) {
        int last = 0;
        for (int number : numbers) {
            if (number != 0 && number <= last) {
                return false;
            }
            last = number == 0 ? last : number;
        }
        return true;
    }
}
