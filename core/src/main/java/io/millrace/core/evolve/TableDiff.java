package io.millrace.core.evolve;

import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds, column by column, what a table of the warehouse lacks so that it follows one version of its source's schema. */
final class TableDiff {
    private final TypeMapping types;
    private final SchemaPolicy policy;
    private final TableSchema source;
    private final boolean forward;
    private final boolean isDescribed;
    private final int[] numbers;
    private final ColumnNames names;
    private final List<SchemaChange> changes = new ArrayList<>();
    private final List<String> resyncs = new ArrayList<>();
    private final WarehouseTable start;
    private final boolean anew;
    private WarehouseTable table;
    private String obstacle = "";

    /**
     * @param forward whether the schema is later than what the table knows: then it also renames, drops and retypes
     * @param anew whether changes were lost since: the source may have gone back to before a column was added
     */
    TableDiff(
            TypeMapping types,
            SchemaPolicy policy,
            WarehouseTable table,
            TableSchema source,
            boolean forward,
            boolean anew) {
        this.anew = anew;
        this.types = types;
        this.policy = policy;
        this.table = table;
        this.start = table;
        this.source = source;
        this.forward = forward;
        ColumnResolution resolution = ColumnResolution.of(source, table);
        this.numbers = resolution.numbers();
        this.isDescribed = source.relation() != null && source.equals(DescribedSchema.of(source.relation()));
        this.names = new ColumnNames(table.columns());
        if (forward && !resolution.doubt().isEmpty()) {
            resyncs.add(resolution.doubt());
        }
    }

    List<SchemaChange> changes() {
        identify();
        if (forward) {
            move();
        }
        // Drops first: a name can pass from a dropped column to another one.
        if (forward) {
            drops();
        }
        for (int i = 0; i < numbers.length; i++) {
            column(source.columns().get(i), i);
        }
        if (forward) {
            key();
        }
        return changes;
    }

    /** Why the table cannot follow, empty where it can. */
    String obstacle() {
        return obstacle;
    }

    /** Why the table must be loaded again, empty for no reason. */
    String resync() {
        return String.join("; ", resyncs);
    }

    WarehouseTable result() {
        return table;
    }

    private void add(SchemaChange wanted) {
        SchemaChange change = policy.applied(wanted);
        if (change != null) {
            changes.add(change);
            table = Evolution.apply(table, change);
        }
    }

    /** The table's name and replica identity, and whether it is there at all. */
    private void move() {
        TableId name = source.table();
        TableOrigin origin = table.origin();
        if (!table.source().equals(name) || origin.gone()) {
            add(new SchemaChange.RenameTable(
                    table, new WarehouseTable(name, table.columns(), table.key(), origin.gone(false))));
        }
        Relation relation = source.relation();
        // What a table without a key has ended stays ended: its view goes on adding up.
        boolean addsUp = !table.isKeyed() && table.origin().identity() == 'f';
        if (relation != null && relation.identity() != table.origin().identity() && !addsUp) {
            add(new SchemaChange.ChangeIdentity(table.origin().identity(), relation.identity()));
        }
    }

    /** The row's identity; an event alone, without a description, does not change it. */
    private void key() {
        Relation relation = source.relation();
        // Of a table that is gone the catalogue tells no more than the event does.
        if (relation == null || relation.columns().isEmpty()) {
            return;
        }
        // The catalogue is ahead of the row, which still has its key.
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
        add(new SchemaChange.ChangeKey(table, new WarehouseTable(table.source(), columns, wanted, table.origin())));
        resyncs.add("the rows have another identity");
    }

    /** Columns that were known by name only get their numbers. */
    private void identify() {
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
            add(new SchemaChange.Identify(table, identified));
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
        for (WarehouseColumn column : table.columns()) {
            int number = column.origin().number();
            boolean unknown = number == 0
                    && relation.column(column.origin().name()).isEmpty()
                    && source.columns().stream()
                            .noneMatch(
                                    each -> each.name().equals(column.origin().name()));
            if (column.isLive() && !isPresent(number) && (unknown || (number != 0 && isDropped(relation, number)))) {
                add(new SchemaChange.DropColumn(column.with(column.origin().retired(true))));
            }
        }
    }

    private boolean isDropped(Relation relation, int number) {
        boolean neverAdded = anew
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

    private void column(Column column, int index) {
        int target = ColumnBinding.target(column, numbers[index], table);
        if (target == ColumnBinding.ABSENT) {
            newColumn(column, index);
            return;
        }
        WarehouseColumn there = table.columns().get(target);
        if (!there.isLive()) {
            if (forward) {
                add(new SchemaChange.RestoreColumn(there.with(there.origin().retired(false))));
            } else {
                holdNull(column, there);
                return;
            }
        }
        if (forward) {
            rename(column, index, target);
            retype(column, index, target);
            flags(index, column);
        } else if (isGuess(there, index)) {
            retype(column, index, target);
        }
        live(column, index).ifPresent(now -> holdNull(column, now));
    }

    /** The storage column that the event's column has now. */
    private Optional<WarehouseColumn> live(Column column, int index) {
        return numbers[index] != 0
                ? table.live(numbers[index]).or(() -> table.live(column.name()))
                : table.live(column.name());
    }

    private void newColumn(Column column, int index) {
        int number = numbers[index];
        WarehouseType type =
                types.stored(source.table(), column, source.keyColumns().contains(index));
        Optional<RelationColumn> described = described(number);
        @Nullable String missing = described.map(RelationColumn::missing).orElse(null);
        boolean retired = !forward && start.origin().shapeLsn() != 0 && number != 0;
        ColumnOrigin origin = new ColumnOrigin(
                number,
                column.name(),
                List.of(),
                retired,
                described.map(RelationColumn::type).orElse(""),
                described.map(RelationColumn::notNull).orElse(false),
                described.map(RelationColumn::hasDefault).orElse(false),
                missing);
        WarehouseColumn added = new WarehouseColumn(names.unused(column.name()), type, origin);
        add(new SchemaChange.AddColumn(added));
        if (retired) {
            return;
        }
        askWhereTheNameWasAnothers(column.name(), number);
        boolean computed = described
                .map(each -> each.hasDefault() || !each.generated().isEmpty())
                .orElse(false);
        if (missing == null && computed) {
            resyncs.add("rows that are older than the column " + column.name()
                    + " have values in it that only the source knows");
        } else if (missing != null && MissingValue.of(added).isEmpty()) {
            resyncs.add("the default of the new column " + column.name() + " is of a type that is read row by row");
        }
    }

    private void rename(Column column, int index, int target) {
        WarehouseColumn there = table.columns().get(target);
        if (!there.origin().name().equals(column.name())) {
            WarehouseColumn after = there.with(there.origin().renamed(column.name()));
            add(new SchemaChange.RenameColumn(there, after));
            askWhereTheNameWasAnothers(column.name(), numbers[index]);
        }
    }

    /** A description can be ahead of the rows: those of before are then taken for rows with the new column. */
    private void askWhereTheNameWasAnothers(String name, int number) {
        boolean wasAnothers = number != 0
                && start.live(name)
                        .filter(column ->
                                column.origin().number() != 0 && column.origin().number() != number)
                        .isPresent();
        if (wasAnothers) {
            resyncs.add("the name of the column " + name + " was another column's before");
        }
    }

    /**
     * Whether only a description has said of which type the column is, by a name that does not tell how values travel. A row
     * does, also one of before the description: its value would be lost behind the type that a later row brings.
     */
    private boolean isGuess(WarehouseColumn there, int index) {
        String type = there.origin().type();
        return !isDescribed
                && !type.isEmpty()
                && DescribedSchema.type(type).isEmpty()
                && described(numbers[index])
                        .filter(column -> column.type().equals(type))
                        .isPresent();
    }

    private void retype(Column column, int index, int target) {
        WarehouseColumn there = table.columns().get(target);
        boolean inKey = table.key().contains(there.name());
        WarehouseType mapped = types.stored(source.table(), column, inKey);
        String typeNow = described(numbers[index]).map(RelationColumn::type).orElse("");
        String typeBefore = there.origin().type();
        boolean told = !isDescribed || DescribedSchema.type(typeNow).isPresent();
        if (isDescribed && typeNow.equals(typeBefore)) {
            return;
        }
        TypeChange change =
                told ? TypeChange.between(there.type(), mapped, typeBefore, typeNow) : TypeChange.VALUES_ONLY;
        ColumnOrigin origin =
                typeNow.isEmpty() ? there.origin() : there.origin().typed(typeNow);
        WarehouseType wanted = isNullable(there.type()) && !inKey ? TypeMapping.nullable(mapped) : mapped;
        switch (change) {
            case NONE -> {
                if (!typeNow.isEmpty() && !typeBefore.equals(typeNow) && !typeBefore.isEmpty()) {
                    add(new SchemaChange.ChangeType(there, there.with(origin)));
                }
            }
            case VALUES_ONLY -> {
                add(new SchemaChange.ChangeType(there, there.with(origin)));
                resyncs.add("the source may have rewritten the column " + column.name());
            }
            case WIDENS -> {
                if (inKey) {
                    changeKeyType(there, new WarehouseColumn(there.name(), wanted, origin));
                } else {
                    add(new SchemaChange.ChangeType(there, new WarehouseColumn(there.name(), wanted, origin)));
                }
            }
            case REPLACES -> {
                if (inKey) {
                    changeKeyType(there, new WarehouseColumn(there.name(), wanted, origin));
                } else {
                    String name = names.unused(column.name());
                    add(new SchemaChange.ChangeType(there, new WarehouseColumn(name, wanted, origin)));
                }
                // The same type: only a description has guessed another form for it, and no row had a value yet.
                if (typeBefore.isEmpty() || !typeBefore.equals(typeNow)) {
                    resyncs.add("the source has rewritten the column " + column.name());
                }
            }
        }
    }

    private void changeKeyType(WarehouseColumn before, WarehouseColumn after) {
        List<WarehouseColumn> columns = new ArrayList<>(table.columns());
        columns.replaceAll(column -> column.name().equals(before.name()) ? after : column);
        add(new SchemaChange.ChangeKey(table, table.with(columns)));
    }

    private void flags(int index, Column column) {
        Optional<RelationColumn> described = described(numbers[index]);
        Optional<WarehouseColumn> now = live(column, index);
        if (described.isEmpty() || now.isEmpty()) {
            return;
        }
        WarehouseColumn there = now.get();
        if (there.origin().hasDefault() != described.get().hasDefault()) {
            WarehouseColumn after =
                    there.with(there.origin().defaulted(described.get().hasDefault()));
            add(new SchemaChange.ChangeDefault(there, after));
            there = after;
        }
        boolean notNull = described.get().notNull() && !column.nullable();
        boolean inSorting = table.key().contains(there.name());
        boolean isBase = DescribedSchema.type(described.get().type()).isPresent();
        if (!described.get().notNull() && !column.nullable() && !inSorting && !isDescribed && isBase) {
            // A domain can be NOT NULL by itself. Else: Debezium knows of NOT NULL only what it looked up: it puts
            // zeros in place of NULLs then.
            resyncs.add("the column " + column.name() + " was captured as NOT NULL, which it no longer is");
        }
        if (there.origin().notNull() != notNull && notNull) {
            add(new SchemaChange.SetNotNull(there.with(there.origin().notNull(true))));
        } else if (there.origin().notNull() != notNull) {
            boolean inKey = table.key().contains(there.name());
            WarehouseType type = inKey ? there.type() : TypeMapping.nullable(there.type());
            add(new SchemaChange.DropNotNull(
                    new WarehouseColumn(there.name(), type, there.origin().notNull(false))));
        }
    }

    /** Storage must be able to hold the NULLs of these events, whatever the source says by now. */
    private void holdNull(Column column, WarehouseColumn there) {
        if (!column.nullable() || table.key().contains(there.name())) {
            return;
        }
        WarehouseType nullable = TypeMapping.nullable(there.type());
        if (!nullable.equals(there.type())) {
            add(new SchemaChange.DropNotNull(there.with(nullable)));
        }
    }

    private static boolean isNullable(WarehouseType type) {
        return TypeMapping.nullable(type).equals(type);
    }

    private Optional<RelationColumn> described(int number) {
        Relation relation = source.relation();
        return relation == null || number == 0 ? Optional.empty() : relation.column(number);
    }
}
