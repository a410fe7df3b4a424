package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.Insert;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows rows of a batch whose keys change, change by change in WAL order, so that a row keeps values that a change
 * does not carry: from its former key, never from the row that had the new key before.
 *
 * <p>The delete of the former key has the position of the insert. Where both are of the batch, all earlier changes of
 * the former key are in it, or have landed: they are of one partition of the stream.
 */
final class FollowedRows {
    /** A delete goes before the insert of its position. */
    private static final Comparator<Step> IN_ORDER = Comparator.<Step, SourcePosition>comparing(
                    step -> step.change().position(), SourcePosition::compareVersion)
            .thenComparing(step -> step.change() instanceof Delete ? 0 : 1);

    private final WarehouseTable table;
    private final List<Step> steps = new ArrayList<>();
    private final Map<RowKey, State> states = new LinkedHashMap<>();
    private final Map<Departure, @Nullable State> departures = new HashMap<>();
    private final Map<StreamPosition, Origin> origins = new HashMap<>();

    /**
     * @param change in the types of the table
     * @param former the end of the row's former key, in the types of the table; null if it is not known
     */
    private record Step(
            RowChange change,
            RowKey key,
            @Nullable Delete former,
            @Nullable RowKey formerKey) {}

    /** A row after a change; {@code origin} if it lacks values that its own key does not have either. */
    private record State(RowChange change, @Nullable Origin origin) {}

    private record Departure(RowKey key, long commitLsn, long lsn) {
        static Departure of(RowKey key, RowChange change) {
            return new Departure(
                    key, change.position().commitLsn(), change.position().lsn());
        }
    }

    FollowedRows(WarehouseTable table) {
        this.table = table;
    }

    /** Takes a change, in any order. */
    void add(RowChange change, RowConverter fit) {
        Delete former = null;
        RowKey formerKey = null;
        if (change instanceof Insert insert && insert.former() != null) {
            former = (Delete) fit.fit(new Delete(insert.at(), insert.position(), insert.schema(), insert.former()));
            formerKey = RowKey.ofValues(former, fit.key());
        }
        steps.add(new Step(change, RowKey.ofValues(change, fit.key()), former, formerKey));
    }

    /**
     * Follows all changes.
     *
     * @param kept receives each change with its known values; null if not needed
     * @return the last change of each key, with what is known of its row
     */
    List<RowChange> follow(@Nullable List<RowChange> kept) {
        steps.sort(IN_ORDER);
        for (Step step : steps) {
            State before = states.get(step.key());
            State after =
                    step.change() instanceof Delete delete ? left(step.key(), delete, before) : arrived(step, before);
            states.put(step.key(), after);
            if (after.origin() != null) {
                origins.put(after.change().at(), after.origin());
            }
            if (kept != null) {
                kept.add(after.change());
            }
        }
        return states.values().stream().map(State::change).toList();
    }

    /** Where the changes that still lack values have them, other than under their own keys. */
    Map<StreamPosition, Origin> origins() {
        return origins;
    }

    private State left(RowKey key, Delete change, @Nullable State before) {
        departures.put(Departure.of(key, change), before);
        return new State(change, null);
    }

    private State arrived(Step step, @Nullable State before) {
        RowChange change = step.change();
        if (change.row().kind() != RowImage.Kind.PARTIAL) {
            return new State(change, null);
        }
        if (change instanceof Insert) {
            return moved(step);
        }
        return before == null ? new State(change, null) : completed(change, before, null);
    }

    private State moved(Step step) {
        RowChange change = step.change();
        Delete former = step.former();
        RowKey formerKey = step.formerKey();
        if (former == null || formerKey == null) {
            return new State(change, Origin.UNKNOWN);
        }
        Departure departure = Departure.of(formerKey, change);
        if (!departures.containsKey(departure)) {
            return new State(change, Origin.UNKNOWN);
        }
        State before = departures.get(departure);
        return before == null ? new State(change, Origin.of(former)) : completed(change, before, former);
    }

    /** @param former the end of the row's former key; null if it has kept its key */
    private State completed(RowChange change, State before, @Nullable Delete former) {
        if (!Completion.isOfOneRow(before.change(), change, former != null)) {
            return new State(change, Origin.UNKNOWN);
        }
        RowChange known = Completion.complete(change, before.change(), table);
        if (known.row().kind() != RowImage.Kind.PARTIAL) {
            return new State(known, null);
        }
        // What neither has is where the earlier one has it: in storage, under its own key, if it had not moved either.
        Origin origin = before.origin();
        return new State(known, origin == null && former != null ? Origin.of(former) : origin);
    }
}
