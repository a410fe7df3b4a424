package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Collects the events of one table: first how the table must change, then its rows. */
final class TableChanges {
    private final Evolution evolution;
    private final ConversionCache routes;
    private final List<EvolutionPlan> paused = new ArrayList<>();
    private Optional<WarehouseTable> namesake = Optional.empty();
    private final List<RowChange> changes = new ArrayList<>();
    private Optional<WarehouseTable> table;
    private @Nullable TableSchema knownSchema;
    private @Nullable WarehouseTable knownTable;
    private long knownFromLsn = -1;

    TableChanges(Evolution evolution, ConversionCache routes, Optional<WarehouseTable> current) {
        this.evolution = evolution;
        this.routes = routes;
        this.table = current;
    }

    /** The table's OID, 0 if unknown. */
    long oid() {
        return table.map(known -> known.origin().oid()).orElse(0L);
    }

    /** Whether these are rows of the given warehouse table. */
    boolean isOf(WarehouseTable other) {
        return table.isPresent() && table.get().isSame(other);
    }

    /** Whether the table has a name, or had it when it was dropped. */
    boolean isNamed(TableId name) {
        return table.isPresent() && table.get().source().equals(name);
    }

    boolean hasName(TableId name) {
        return isNamed(name) && !table.map(known -> known.origin().gone()).orElse(true);
    }

    Optional<WarehouseTable> table() {
        return table;
    }

    /** @param other the table that the warehouse knows by this one's name, where it is another one */
    void namesake(Optional<WarehouseTable> other) {
        namesake = other;
    }

    void add(RowChange change, List<EvolutionPlan> evolutions, List<DeadLetter> deadLetters) {
        TableSchema schema = change.schema();
        if (!isKnown(schema, change.position())) {
            Optional<EvolutionPlan> pausing = follow(schema, change.position(), evolutions);
            if (pausing.isPresent()) {
                deadLetters.add(WritePlanner.deadLetter(
                        change,
                        ErrorCode.TABLE_PAUSED,
                        "Table " + schema.table() + " is paused: "
                                + pausing.get().pause() + "."));
                return;
            }
        }
        knownSchema = schema;
        knownTable = table.orElse(null);
        knownFromLsn = Long.compareUnsigned(change.position().lsn(), shapeLsn()) >= 0 ? shapeLsn() : -1;
        changes.add(change);
    }

    /** Rows with a schema are in the stream from here on, maybe in other partitions. */
    void see(ChangeEvent.SchemaSeen seen, List<EvolutionPlan> evolutions) {
        // A plan that pauses: its rows will request it again, and are held back then.
        follow(seen.schema(), seen.position(), evolutions);
    }

    /** @return the plan that may not be carried out; empty if the table is fit for rows of the schema then */
    private Optional<EvolutionPlan> follow(TableSchema schema, SourcePosition at, List<EvolutionPlan> evolutions) {
        if (routes.isCached(schema, table, at)) {
            return Optional.empty();
        }
        Optional<EvolutionPlan> plan = evolution.plan(table, namesake, schema, at);
        if (plan.filter(EvolutionPlan::pauses).isPresent()) {
            paused.add(plan.get());
            return plan;
        }
        plan.ifPresent(steps -> follow(steps, evolutions));
        routes.cache(schema, table, at);
        return Optional.empty();
    }

    /** Nearly all rows are of the schema of the row before, and behind the last change of the table's shape. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isKnown(TableSchema schema, SourcePosition at) {
        return schema == knownSchema
                && knownTable == table.orElse(null)
                && Long.compareUnsigned(at.lsn(), knownFromLsn) >= 0;
    }

    /** Up to where the table's shape is known, as unsigned; the highest if there is none. */
    long shapeLsn() {
        return table.map(known -> known.origin().shapeLsn()).orElse(-1L);
    }

    void describe(ChangeEvent.Described described, List<EvolutionPlan> evolutions) {
        Optional<EvolutionPlan> plan = evolution.plan(table, namesake, described.relation(), described.position());
        if (plan.filter(EvolutionPlan::pauses).isPresent()) {
            // Its rows will request it again, and are held back then.
            paused.add(plan.get());
            return;
        }
        plan.ifPresent(steps -> follow(steps, evolutions));
    }

    private void follow(EvolutionPlan steps, List<EvolutionPlan> evolutions) {
        evolutions.add(steps);
        table = Optional.of(steps.result());
        namesake = Optional.empty();
    }

    /** Plans that may not be carried out, in order. */
    List<EvolutionPlan> paused() {
        return paused;
    }

    /**
     * The rows in the types of the table as it is after all evolutions, one a key.
     *
     * @param evolutions those of all tables; a wish to load this one again is added
     */
    @SuppressWarnings("ReferenceEquality") // Events of one schema version share the instance.
    Optional<TableBatch> batch(
            Predicate<TableId> history, List<EvolutionPlan> evolutions, List<DeadLetter> deadLetters) {
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        WarehouseTable target = widened(table.orElseThrow(), evolutions);
        boolean byBytes = target.isKeyed() && RowKey.isComparedByBytes(target) && allEncoded(target);
        boolean keeps = history.test(target.source());
        boolean moved = target.isKeyed() && !byBytes && hasMoved();
        KeyedRows keyed =
                new KeyedRows(target, target.isKeyed() ? changes.size() : 0, byBytes, moved, keeps, deadLetters);
        KeylessRows signed = new KeylessRows(isLoadedAgain(evolutions));
        Set<TableId> sources = new HashSet<>();
        TableSchema lastSchema = null;
        RowConverter fit = null;
        for (RowChange change : changes) {
            if (fit == null || change.schema() != lastSchema) {
                lastSchema = change.schema();
                sources.add(lastSchema.table());
                fit = routes.fit(lastSchema, target);
            }
            RowChange row = fit.fit(change);
            if (!fit.isComplete(row)) {
                signed.deferToResync(row);
            } else if (target.isKeyed()) {
                keyed.add(row, fit);
            } else {
                signed.add(row, fit);
            }
        }
        signed.deferredToResync()
                .ifPresent(at -> evolutions.add(new EvolutionPlan(
                        List.of(),
                        target,
                        at,
                        "changes do not identify their rows or columns: they are from before it got its shape, or of"
                                + " partitions that have keys which it does not have, without REPLICA IDENTITY FULL",
                        "")));
        if (target.isKeyed()) {
            return keyed.batch(sources);
        }
        List<RowChange> rows = signed.rows();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new TableBatch(target, rows, sources, keeps ? rows : List.of()));
    }

    /** Whether a row lacks values that it had under another key. */
    private boolean hasMoved() {
        for (RowChange change : changes) {
            if (change instanceof ChangeEvent.Insert insert && insert.row().kind() == RowImage.Kind.PARTIAL) {
                return true;
            }
        }
        return false;
    }

    /** The table after the steps by which it holds values that its types do not: what it is for all rows of the batch. */
    @SuppressWarnings("ReferenceEquality") // Events of one schema version share the instance.
    private WarehouseTable widened(WarehouseTable target, List<EvolutionPlan> evolutions) {
        TableSchema lastSchema = null;
        RowConverter fit = null;
        Set<String> narrow = new HashSet<>();
        SourcePosition at = null;
        for (RowChange change : changes) {
            if (fit == null || change.schema() != lastSchema) {
                lastSchema = change.schema();
                fit = routes.fit(lastSchema, target);
            }
            boolean more = narrow.addAll(fit.tooNarrow(change));
            if (change instanceof ChangeEvent.Update update && update.before() != null) {
                more |= narrow.addAll(fit.tooNarrow(
                        new ChangeEvent.Delete(update.at(), update.position(), update.schema(), update.before())));
            }
            at = more ? change.position() : at;
        }
        if (at == null) {
            return target;
        }
        EvolutionPlan steps = Evolution.widen(target, narrow, at);
        follow(steps, evolutions);
        return steps.result();
    }

    /**
     * Whether the keys of all rows can be compared as bytes: with a single one that cannot, equal keys could look
     * different. An old row has no bytes.
     */
    @SuppressWarnings("ReferenceEquality") // Events of one schema version share the instance.
    private boolean allEncoded(WarehouseTable target) {
        TableSchema lastSchema = null;
        RowConverter fit = null;
        for (RowChange change : changes) {
            if (fit == null || change.schema() != lastSchema) {
                lastSchema = change.schema();
                fit = routes.fit(lastSchema, target);
                if (!fit.keepsBytes()) {
                    return false;
                }
            }
            if (!RowKey.isEncoded(change, fit.key())
                    || (change instanceof ChangeEvent.Update update && update.before() != null)) {
                return false;
            }
        }
        return true;
    }

    private boolean isLoadedAgain(List<EvolutionPlan> evolutions) {
        return evolutions.stream().anyMatch(plan -> plan.wantsResync() && isOf(plan.result()));
    }
}
