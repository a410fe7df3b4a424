package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.Described;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SchemaSeen;
import io.millrace.core.event.ChangeEvent.SnapshotTaken;
import io.millrace.core.event.ChangeEvent.Truncate;
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
 * Decides what must be written so that events are in the warehouse. Pure: the same events and tables give the same plan; it only
 * caches what follows from them. Thread-safe.
 *
 * <p>Of several changes of one key only that with the highest version is inserted: the others would be superseded at once.
 * A caller that finds a row rejected by the warehouse plans the remaining records again without it, so that an earlier
 * change of its key lands.
 */
public final class WritePlanner {
    private final ConversionCache routes;
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
        this.routes = new ConversionCache(types);
        this.history = history;
        this.evolution = new Evolution(types, policy);
    }

    /**
     * The plan for a set of events.
     *
     * @param events those of one partition in the order of the stream
     * @param tables the warehouse's tables as they are now, looked up for these events or more
     * @return the plan; its dead letters do not have the bytes of their records
     */
    @SuppressWarnings("ReferenceEquality") // Events of one schema version share the instance.
    public WritePlan plan(Collection<? extends ChangeEvent> events, TableLookup tables) {
        KnownTables known = new KnownTables(table -> new TableChanges(evolution, routes, table), tables);
        Map<Truncation, SourcePosition> truncations = new HashMap<>();
        List<EvolutionPlan> evolutions = new ArrayList<>();
        List<SnapshotMark> snapshots = new ArrayList<>();
        List<DeadLetter> deadLetters = new ArrayList<>();
        TableSchema lastSchema = null;
        TableChanges last = null;
        for (ChangeEvent event : events) {
            switch (event.kind()) {
                case INSERT, UPDATE, DELETE, SNAPSHOT_READ -> {
                    RowChange change = (RowChange) event;
                    if (last == null || change.schema() != lastSchema) {
                        lastSchema = change.schema();
                        last = known.of(lastSchema);
                    }
                    last.add(change, evolutions, deadLetters);
                }
                // Later events can be of another table with the same name.
                case TRUNCATE -> {
                    last = null;
                    Truncate truncate = (Truncate) event;
                    truncations.merge(Truncation.of(truncate), truncate.position(), WritePlanner::later);
                }
                case SNAPSHOT_TAKEN -> {
                    last = null;
                    snapshots.add(((SnapshotTaken) event).mark());
                }
                case DESCRIBED -> {
                    last = null;
                    Described described = (Described) event;
                    known.of(described.relation()).describe(described, evolutions);
                }
                case SCHEMA_SEEN -> {
                    SchemaSeen seen = (SchemaSeen) event;
                    last = known.of(seen.schema());
                    lastSchema = seen.schema();
                    last.see(seen, evolutions);
                }
                case HEARTBEAT, MESSAGE -> {}
            }
        }
        List<TableBatch> batches = new ArrayList<>();
        known.all().forEach(rows -> rows.batch(history, evolutions, deadLetters).ifPresent(batches::add));
        List<EvolutionPlan> paused =
                known.all().stream().flatMap(rows -> rows.paused().stream()).toList();
        return new WritePlan(evolutions, batches, truncations, snapshots, deadLetters, paused);
    }

    private static SourcePosition later(SourcePosition one, SourcePosition other) {
        return one.compareVersion(other) >= 0 ? one : other;
    }

    static DeadLetter deadLetter(RowChange change, ErrorCode code, String reason) {
        return new DeadLetter(
                change.at(),
                code,
                reason,
                Optional.of(change.schema().table()),
                Optional.of(change.position().version()),
                null,
                null);
    }
}
