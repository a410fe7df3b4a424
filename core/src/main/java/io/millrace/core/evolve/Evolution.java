package io.millrace.core.evolve;

import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides how a table of the warehouse follows its source. Pure and stateless.
 *
 * <p>Storage only grows: a dropped column is retired, a column whose values another type cannot hold gets a successor,
 * NOT NULL is never set again. The view only moves forward by position. So an older schema, from a slower partition or
 * a replay, undoes nothing, and a plan that was carried out leaves nothing to do.
 */
public final class Evolution {
    private final TypeMapping types;
    private final SchemaPolicy policy;

    public Evolution(TypeMapping types) {
        this(types, SchemaPolicy.APPLY_ALL);
    }

    public Evolution(TypeMapping types, SchemaPolicy policy) {
        this.types = types;
        this.policy = policy;
    }

    /**
     * Plans what must change so that rows of {@code source} can be inserted; empty for nothing.
     *
     * @param current the table as the warehouse has it, empty if it is missing
     * @param source the schema of the rows, with a key
     * @param at where the schema was seen
     */
    public Optional<EvolutionPlan> plan(Optional<WarehouseTable> current, TableSchema source, SourcePosition at) {
        return plan(current, Optional.empty(), source, at);
    }

    /**
     * @param namesake another table of the source that the warehouse knows by this name, empty if there is none: it was
     *     dropped or renamed, or the event is older than it
     */
    public Optional<EvolutionPlan> plan(
            Optional<WarehouseTable> current,
            Optional<WarehouseTable> namesake,
            TableSchema source,
            SourcePosition at) {
        if (current.isEmpty()) {
            return Optional.of(creation(namesake, source, at));
        }
        WarehouseTable table = current.get();
        boolean forward = isForward(table, at);
        boolean epochBegan =
                StreamEpoch.of(at.lsn()) > StreamEpoch.of(table.origin().shapeLsn());
        TableDraft draft = new TableDiff(types, policy, table, source, forward, epochBegan).decide();
        List<SchemaChange> changes = draft.changes();
        // A new epoch is noted even where nothing changes: a schema that was lost with the epoch before can still come,
        // from a slower partition, and must not be taken for a later one.
        boolean notesEpoch = forward && epochBegan;
        if (changes.isEmpty() && draft.resync().isEmpty() && !notesEpoch) {
            return Optional.empty();
        }
        Optional<SchemaChange> forbidden = changes.stream()
                .filter(change -> policy.of(change) == SchemaPolicy.Action.PAUSE)
                .findFirst();
        String pause = forbidden
                .map(change ->
                        "the configuration says to pause at " + change.kind().text())
                .orElse("");
        WarehouseTable result = draft.table();
        if (forward) {
            result = result.with(result.origin().shapedAt(at.lsn()));
        }
        return Optional.of(new EvolutionPlan(changes, result, at, draft.resync(), pause));
    }

    static boolean isForward(WarehouseTable table, SourcePosition at) {
        return Long.compareUnsigned(at.lsn(), table.origin().shapeLsn()) >= 0;
    }

    /** A table with an unknown OID and its own storage. If older than its namesake, it has no view. */
    private EvolutionPlan creation(Optional<WarehouseTable> namesake, TableSchema source, SourcePosition at) {
        ColumnResolution resolution = ColumnResolution.of(source, null);
        WarehouseTable created = create(source, resolution.numbers(), at);
        if (namesake.isPresent()) {
            WarehouseTable other = namesake.get();
            TableOrigin origin = created.origin().storedAt(placeBeside(source.table(), source.oid()));
            created = created.with(
                    isForward(other, at)
                            ? origin
                            : origin.shapedAt(other.origin().shapeLsn()).gone(true));
        }
        return new EvolutionPlan(List.of(new SchemaChange.CreateTable(created)), created, at, resolution.doubt(), "");
    }

    /** The storage of a table whose name another one had before. */
    public static TableId placeBeside(TableId table, long oid) {
        return new TableId(table.schema(), table.table() + "_" + oid);
    }

    /** Plans for a description without rows: a table created, changed, renamed or dropped; empty for nothing to do. */
    public Optional<EvolutionPlan> plan(
            Optional<WarehouseTable> current, Optional<WarehouseTable> namesake, Relation relation, SourcePosition at) {
        if (relation.gone()) {
            return current.filter(table -> !table.origin().gone()
                            && isForward(table, at)
                            && policy.actions().get(SchemaChange.Kind.DROP_TABLE) != SchemaPolicy.Action.IGNORE)
                    .map(table -> {
                        WarehouseTable gone =
                                table.with(table.origin().gone(true).shapedAt(at.lsn()));
                        return new EvolutionPlan(List.of(new SchemaChange.DropTable(gone)), gone, at);
                    });
        }
        TableSchema schema = DescribedSchema.of(relation);
        boolean keyUnknown = !schema.hasKey() && !relation.key().isEmpty();
        if (schema.columns().isEmpty() || (current.isEmpty() && keyUnknown)) {
            return Optional.empty();
        }
        return plan(current, namesake, schema, at);
    }

    private WarehouseTable create(TableSchema source, int[] numbers, SourcePosition at) {
        ColumnNames names = new ColumnNames(List.of());
        List<WarehouseColumn> columns = new ArrayList<>();
        for (int i = 0; i < source.columns().size(); i++) {
            var column = source.columns().get(i);
            var type = types.stored(source.table(), column, source.keyColumns().contains(i));
            columns.add(new WarehouseColumn(names.unused(column.name()), type, origin(source, i, numbers[i])));
        }
        List<String> key = source.keyColumns().stream()
                .map(index -> columns.get(index).name())
                .toList();
        Relation relation = source.relation();
        TableOrigin origin = TableOrigin.named(source.table());
        if (relation != null) {
            origin = origin.identified(relation.oid(), relation.identity());
        }
        return new WarehouseTable(source.table(), columns, key, origin.shapedAt(at.lsn()));
    }

    private static ColumnOrigin origin(TableSchema source, int index, int number) {
        ColumnOrigin named =
                ColumnOrigin.named(source.columns().get(index).name()).numbered(number);
        Relation relation = source.relation();
        Optional<RelationColumn> described =
                relation == null || number == 0 ? Optional.empty() : relation.column(number);
        return described
                .map(column ->
                        named.typed(column.type()).notNull(column.notNull()).defaulted(column.hasDefault()))
                .orElse(named);
    }

    /**
     * Lets columns hold what their types cannot: outside of the key they become Nullable and the exact text is rescued;
     * key columns become text, as they identify rows.
     *
     * @param columns names in storage
     * @param at where the first such value was seen
     */
    public static EvolutionPlan widen(WarehouseTable table, Set<String> columns, SourcePosition at) {
        List<SchemaChange> changes = new ArrayList<>();
        List<WarehouseColumn> withTexts = new ArrayList<>(table.columns());
        withTexts.replaceAll(
                column -> columns.contains(column.name()) && table.key().contains(column.name())
                        ? new WarehouseColumn(
                                column.name(),
                                WarehouseType.Simple.STRING,
                                column.origin().withAnyText())
                        : column);
        if (!withTexts.equals(table.columns())) {
            changes.add(new SchemaChange.ChangeKey(table, table.with(withTexts)));
        }
        for (WarehouseColumn column : withTexts) {
            if (columns.contains(column.name()) && !table.key().contains(column.name())) {
                changes.add(new SchemaChange.DropNotNull(column.with(TypeMapping.nullable(column.type()))));
            }
        }
        return new EvolutionPlan(changes, apply(table, changes), at);
    }

    /** The table after the changes. */
    public static WarehouseTable apply(WarehouseTable table, List<SchemaChange> changes) {
        WarehouseTable result = table;
        for (SchemaChange change : changes) {
            result = apply(result, change);
        }
        return result;
    }

    static WarehouseTable apply(WarehouseTable table, SchemaChange change) {
        if (change instanceof SchemaChange.CreateTable create) {
            return create.table();
        } else if (change instanceof SchemaChange.RenameTable rename) {
            return rename.after();
        } else if (change instanceof SchemaChange.DropTable drop) {
            return drop.table();
        } else if (change instanceof SchemaChange.DisplaceTable displace) {
            return displace.after();
        } else if (change instanceof SchemaChange.Identify identify) {
            return identify.after();
        } else if (change instanceof SchemaChange.ChangeKey key) {
            return key.after();
        } else if (change instanceof SchemaChange.ChangeIdentity identity) {
            return table.with(table.origin().identified(table.origin().oid(), identity.after()));
        } else if (change instanceof SchemaChange.AddColumn add) {
            return appended(table, add.column());
        } else if (change instanceof SchemaChange.ChangeType type && type.replaces()) {
            WarehouseColumn retired = type.before().with(type.before().origin().retired(true));
            return appended(replaced(table, retired), type.after());
        }
        return replaced(table, column(change));
    }

    private static WarehouseColumn column(SchemaChange change) {
        if (change instanceof SchemaChange.RestoreColumn restore) {
            return restore.column();
        } else if (change instanceof SchemaChange.DropColumn drop) {
            return drop.column();
        } else if (change instanceof SchemaChange.RenameColumn rename) {
            return rename.after();
        } else if (change instanceof SchemaChange.ChangeType type) {
            return type.after();
        } else if (change instanceof SchemaChange.DropNotNull drop) {
            return drop.column();
        } else if (change instanceof SchemaChange.SetNotNull set) {
            return set.column();
        } else if (change instanceof SchemaChange.ChangeDefault set) {
            return set.after();
        }
        throw new IllegalStateException("A schema change of no column: " + change.kind());
    }

    private static WarehouseTable appended(WarehouseTable table, WarehouseColumn column) {
        List<WarehouseColumn> columns = new ArrayList<>(table.columns());
        columns.add(column);
        return table.with(columns);
    }

    private static WarehouseTable replaced(WarehouseTable table, WarehouseColumn column) {
        List<WarehouseColumn> columns = new ArrayList<>(table.columns());
        columns.replaceAll(each -> each.name().equals(column.name()) ? column : each);
        return table.with(columns);
    }
}
