package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.type.TypeMapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides what must be written so that events are in the warehouse. Pure, so that any thread may plan: what it remembers it could find again.
 *
 * <p>Of several changes of one key only that with the highest version is inserted: the others would be superseded at once.
 * A caller that finds a row rejected by the warehouse plans the remaining records again without it, so that an earlier
 * change of its key lands.
 */
public final class WritePlanner {
    private final Routes routes;
    private final Predicate<TableId> history;
    private final Evolution evolution;

    public WritePlanner() {
        this(TypeMapping.defaults());
    }

    public WritePlanner(TypeMapping types) {
        this(types, SchemaPolicy.APPLY_ALL, table -> false);
    }

    /** @param history the tables of which every change is kept */
    public WritePlanner(TypeMapping types, SchemaPolicy policy, Predicate<TableId> history) {
        this.routes = new Routes(types);
        this.history = history;
        this.evolution = new Evolution(types, policy);
    }

    /**
     * The plan for a set of events.
     *
     * @param pending the events; those of one partition in the order of the stream
     * @param catalogue the warehouse's tables as they are now; asked once a table
     */
    @SuppressWarnings("ReferenceEquality") // Events of one schema version share the instance.
    public WritePlan plan(Collection<Pending> pending, Catalogue catalogue) {
        KnownTables tables = new KnownTables(table -> new TableRows(evolution, routes, table), catalogue);
        Map<Truncation, SourcePosition> truncations = new HashMap<>();
        List<EvolutionPlan> evolutions = new ArrayList<>();
        List<SnapshotMark> snapshots = new ArrayList<>();
        List<DeadLetter> letters = new ArrayList<>();
        TableSchema lastSchema = null;
        TableRows last = null;
        for (Pending one : pending) {
            if (one.event() instanceof RowChange change) {
                if (last == null || change.schema() != lastSchema) {
                    lastSchema = change.schema();
                    last = tables.of(lastSchema);
                }
                last.add(one, change, evolutions, letters);
                continue;
            }
            // What follows can be about another table of the same name.
            last = null;
            if (one.event() instanceof ChangeEvent.Truncate truncate) {
                truncations.merge(Truncation.of(truncate), truncate.position(), WritePlanner::later);
            } else if (one.event() instanceof ChangeEvent.SnapshotTaken taken) {
                snapshots.add(taken.mark());
            } else if (one.event() instanceof ChangeEvent.Described described) {
                tables.of(described.relation()).describe(described, evolutions);
            }
        }
        List<TableBatch> batches = new ArrayList<>();
        tables.all().forEach(rows -> rows.batch(history, evolutions, letters).ifPresent(batches::add));
        List<EvolutionPlan> paused =
                tables.all().stream().flatMap(rows -> rows.paused().stream()).toList();
        return new WritePlan(evolutions, batches, truncations, snapshots, letters, paused);
    }

    private static SourcePosition later(SourcePosition one, SourcePosition other) {
        return one.compareVersion(other) >= 0 ? one : other;
    }

    static DeadLetter letter(Pending pending, RowChange change, ErrorCode code, String reason) {
        return new DeadLetter(
                change.at(),
                code,
                reason,
                Optional.of(change.schema().table()),
                Optional.of(change.position().version()),
                pending.record().key(),
                pending.record().value());
    }
}
