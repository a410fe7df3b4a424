package io.millrace.core.evolve;

import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds, column by column, what must change so that a warehouse table follows one version of its source's schema. */
final class TableDiff {
    private final TableSchema source;
    private final boolean forward;
    private final boolean epochBegan;
    private final int[] numbers;
    private final TableDraft draft;
    private final ColumnDiff columnDiff;

    /**
     * @param forward whether the schema is later than what the table knows: then it also renames, drops and changes
     *     types
     * @param epochBegan whether changes were lost since: the source may have gone back to before a column was added
     */
    TableDiff(
            TypeMapping types,
            SchemaPolicy policy,
            WarehouseTable table,
            TableSchema source,
            boolean forward,
            boolean epochBegan) {
        this.source = source;
        this.forward = forward;
        this.epochBegan = epochBegan;
        this.draft = new TableDraft(policy, table);
        ColumnResolution resolution = ColumnResolution.of(source, table);
        this.numbers = resolution.numbers();
        this.columnDiff = new ColumnDiff(types, source, numbers, forward, draft);
        if (forward && !resolution.doubt().isEmpty()) {
            draft.resync(resolution.doubt());
        }
    }

    /** The decided changes, and the table after them. */
    TableDraft decide() {
        identify();
        if (forward) {
            move();
            // Drops first: a name can pass from a dropped column to another one.
            drops();
        }
        for (int i = 0; i < numbers.length; i++) {
            columnDiff.follow(i);
        }
        if (forward) {
            key();
        }
        return draft;
    }

    /** The table's name and replica identity, and whether it exists. */
    private void move() {
        TableId name = source.table();
        WarehouseTable table = draft.table();
        if (!table.source().equals(name) || table.origin().gone()) {
            TableOrigin there = table.origin().gone(false);
            draft.add(
                    new SchemaChange.RenameTable(table, new WarehouseTable(name, table.columns(), table.key(), there)));
        }
        Relation relation = source.relation();
        char identity = draft.table().origin().identity();
        // Rows that a table without a key has deleted stay deleted: its view continues to sum up.
        boolean addsUp = !draft.table().isKeyed() && identity == 'f';
        if (relation != null && relation.identity() != identity && !addsUp) {
            draft.add(new SchemaChange.ChangeIdentity(identity, relation.identity()));
        }
    }

    /** The row's identity; an event alone, without a description, does not change it. */
    private void key() {
        WarehouseTable table = draft.table();
        Relation relation = source.relation();
        // For a dropped table the catalog knows no more than the event.
        if (relation == null || relation.columns().isEmpty()) {
            return;
        }
        // The catalog is ahead of the row, which still has its key.
        if (relation.key().isEmpty() && source.hasKey()) {
            return;
        }
        List<String> wanted = new ArrayList<>();
        for (String name : relation.key()) {
            Optional<WarehouseColumn> column = relation.column(name).flatMap(each -> table.live(each.number()));
            if (column.isEmpty()) {
                return;
            }
            wanted.add(column.get().name());
        }
        if (wanted.equals(table.key())) {
            return;
        }
        List<WarehouseColumn> columns = new ArrayList<>(table.columns());
        columns.replaceAll(
                column -> wanted.contains(column.name()) ? column.with(TypeChange.withoutNull(column.type())) : column);
        draft.add(
                new SchemaChange.ChangeKey(table, new WarehouseTable(table.source(), columns, wanted, table.origin())));
        draft.resync("the rows have another identity");
    }

    /** Columns that were known by name only get their numbers. */
    private void identify() {
        WarehouseTable table = draft.table();
        List<WarehouseColumn> columns = new ArrayList<>(table.columns());
        for (int i = 0; i < numbers.length; i++) {
            int number = numbers[i];
            String name = source.columns().get(i).name();
            if (number == 0
                    || table.columns().stream()
                            .anyMatch(column -> column.origin().number() == number)) {
                continue;
            }
            Optional<RelationColumn> described = described(number);
            columns.replaceAll(column ->
                    column.origin().number() == 0 && column.origin().name().equals(name)
                            ? column.with(identified(column.origin(), number, described))
                            : column);
        }
        WarehouseTable identified = table.with(columns);
        Relation relation = source.relation();
        if (relation != null && table.origin().oid() == 0) {
            identified = identified.with(table.origin().identified(relation.oid(), relation.identity()));
        }
        if (!identified.equals(table)) {
            draft.add(new SchemaChange.Identify(table, identified));
        }
    }

    private static ColumnOrigin identified(ColumnOrigin origin, int number, Optional<RelationColumn> described) {
        ColumnOrigin numbered = origin.numbered(number);
        return described
                .map(column ->
                        numbered.typed(column.type()).notNull(column.notNull()).defaulted(column.hasDefault()))
                .orElse(numbered);
    }

    private void drops() {
        Relation relation = source.relation();
        if (relation == null) {
            return;
        }
        for (WarehouseColumn column : draft.table().columns()) {
            int number = column.origin().number();
            boolean unknown = number == 0
                    && relation.column(column.origin().name()).isEmpty()
                    && source.columns().stream()
                            .noneMatch(
                                    each -> each.name().equals(column.origin().name()));
            if (column.isLive() && !isPresent(number) && (unknown || (number != 0 && isDropped(relation, number)))) {
                draft.add(
                        new SchemaChange.DropColumn(column.with(column.origin().retired(true))));
            }
        }
    }

    private boolean isDropped(Relation relation, int number) {
        boolean neverAdded = epochBegan
                && !relation.columns().isEmpty()
                && relation.columns().stream().noneMatch(column -> column.number() == number);
        return neverAdded || relation.dropped().contains(number);
    }

    private boolean isPresent(int number) {
        for (int each : numbers) {
            if (number != 0 && each == number) {
                return true;
            }
        }
        return false;
    }

    private Optional<RelationColumn> described(int number) {
        Relation relation = source.relation();
        return relation == null || number == 0 ? Optional.empty() : relation.column(number);
    }
}
