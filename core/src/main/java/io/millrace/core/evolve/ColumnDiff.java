package io.millrace.core.evolve;

import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what must change about one warehouse column so that it follows its source column: name, type, nullability,
 * default.
 */
final class ColumnDiff {
    private final TypeMapping types;
    private final TableSchema source;
    private final boolean forward;
    private final int[] numbers;
    private final TableDraft draft;
    private final WarehouseTable start;
    private final ColumnNames names;
    private final boolean isDescribed;

    /**
     * @param numbers of the schema's columns, 0 if unknown
     * @param forward whether the schema is later than what the table knows: then it also changes names and types
     */
    ColumnDiff(TypeMapping types, TableSchema source, int[] numbers, boolean forward, TableDraft draft) {
        this.types = types;
        this.source = source;
        this.numbers = numbers;
        this.forward = forward;
        this.draft = draft;
        this.start = draft.table();
        this.names = new ColumnNames(start.columns());
        this.isDescribed = source.relation() != null && source.equals(DescribedSchema.of(source.relation()));
    }

    /** Decides about a column of the schema, by index. */
    void follow(int index) {
        Column column = source.columns().get(index);
        int target = ColumnBinding.target(column, numbers[index], draft.table());
        if (target == ColumnBinding.ABSENT) {
            newColumn(column, index);
            return;
        }
        WarehouseColumn there = draft.table().columns().get(target);
        if (!there.isLive()) {
            if (forward) {
                draft.add(
                        new SchemaChange.RestoreColumn(there.with(there.origin().retired(false))));
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
                ? draft.table().live(numbers[index]).or(() -> draft.table().live(column.name()))
                : draft.table().live(column.name());
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
        draft.add(new SchemaChange.AddColumn(added));
        if (retired) {
            return;
        }
        askWhereTheNameWasAnothers(column.name(), number);
        boolean computed = described
                .map(each -> each.hasDefault() || !each.generated().isEmpty())
                .orElse(false);
        if (missing == null && computed) {
            draft.resync("rows that are older than the column " + column.name()
                    + " have values in it that are only in the source");
        } else if (missing != null && MissingValue.of(added).isEmpty()) {
            draft.resync("the default of the new column " + column.name() + " is of a type that is read row by row");
        } else if (missing == null && (isContainer(type) || isArray(origin.type()))) {
            askForOlderRows(column, index);
        }
    }

    /** In arrays and maps NULL shows as empty, with the rescued text NULL, which rows do not have that are older than the column. */
    private void askForOlderRows(Column column, int index) {
        Optional<RelationColumn> described = described(numbers[index]);
        boolean none = described.map(RelationColumn::notNull).orElse(false)
                || described.map(RelationColumn::missing).isPresent();
        if (!none) {
            draft.resync("rows that are older than the column " + column.name()
                    + " have NULL in it, which its type in the warehouse does not have");
        }
    }

    private static boolean isContainer(WarehouseType type) {
        return type instanceof WarehouseType.Array || type instanceof WarehouseType.MapOf;
    }

    /** By the type's name in a description; which domains and other types become arrays or maps only a row shows. */
    private static boolean isArray(String type) {
        int attributes = type.indexOf(" of ");
        return (attributes < 0 ? type : type.substring(0, attributes)).endsWith("[]");
    }

    private void rename(Column column, int index, int target) {
        WarehouseColumn there = draft.table().columns().get(target);
        if (!there.origin().name().equals(column.name())) {
            WarehouseColumn after = there.with(there.origin().renamed(column.name()));
            draft.add(new SchemaChange.RenameColumn(there, after));
            askWhereTheNameWasAnothers(column.name(), numbers[index]);
        }
    }

    /** A description can be ahead of the rows: earlier rows are then treated as having the new column. */
    private void askWhereTheNameWasAnothers(String name, int number) {
        boolean wasAnothers = number != 0
                && start.live(name)
                        .filter(column ->
                                column.origin().number() != 0 && column.origin().number() != number)
                        .isPresent();
        if (wasAnothers) {
            draft.resync("the name of the column " + name + " belonged to another column before");
        }
    }

    /**
     * Whether the column's type is known only from a description, whose type name does not show how values are encoded.
     * A row shows it, even an earlier one: its value would be lost behind the type of a later row.
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
        WarehouseColumn there = draft.table().columns().get(target);
        boolean inKey = draft.table().key().contains(there.name());
        WarehouseType mapped = types.stored(source.table(), column, inKey);
        String typeNow = described(numbers[index]).map(RelationColumn::type).orElse("");
        String typeBefore = there.origin().type();
        if (inKey && there.origin().asText()) {
            mapped = there.type();
        }
        boolean document = isJson(there.type()) != isJson(mapped);
        if (document
                && isJson(there.type())
                && (typeBefore.isEmpty() || typeNow.isEmpty() || typeBefore.equals(typeNow))
                && !types.isChosen(source.table(), column)) {
            // Created while JSON was the default or an override: it stays as it is.
            mapped = there.type();
        }
        boolean typeKnown = !isDescribed || DescribedSchema.type(typeNow).isPresent();
        if (isDescribed && typeNow.equals(typeBefore)) {
            return;
        }
        TypeChange change =
                typeKnown ? TypeChange.between(there.type(), mapped, typeBefore, typeNow) : TypeChange.VALUES_ONLY;
        ColumnOrigin origin =
                typeNow.isEmpty() ? there.origin() : there.origin().typed(typeNow);
        WarehouseType wanted = isNullable(there.type()) && !inKey ? TypeMapping.nullable(mapped) : mapped;
        switch (change) {
            case NONE -> {
                if (!typeNow.isEmpty() && !typeBefore.equals(typeNow) && !typeBefore.isEmpty()) {
                    draft.add(new SchemaChange.ChangeType(there, there.with(origin)));
                }
            }
            case VALUES_ONLY -> {
                draft.add(new SchemaChange.ChangeType(there, there.with(origin)));
                draft.resync("the source may have rewritten the column " + column.name());
            }
            case WIDENS -> {
                if (inKey) {
                    changeKeyType(there, new WarehouseColumn(there.name(), wanted, origin));
                } else {
                    draft.add(new SchemaChange.ChangeType(there, new WarehouseColumn(there.name(), wanted, origin)));
                }
            }
            case REPLACES -> {
                if (inKey) {
                    changeKeyType(there, new WarehouseColumn(there.name(), wanted, origin));
                } else {
                    String name = names.unused(column.name());
                    draft.add(new SchemaChange.ChangeType(there, new WarehouseColumn(name, wanted, origin)));
                }
                if (isGuess(there, index) && isContainer(mapped) && !isArray(typeNow)) {
                    askForOlderRows(column, index);
                }
                // The same type: a description had guessed another encoding, and no row had a value yet.
                if (typeBefore.isEmpty() || !typeBefore.equals(typeNow) || (document && !isGuess(there, index))) {
                    draft.resync("the source has rewritten the column " + column.name());
                }
            }
        }
    }

    private static boolean isJson(WarehouseType type) {
        return TypeChange.withoutNull(type) == WarehouseType.Simple.JSON;
    }

    private void changeKeyType(WarehouseColumn before, WarehouseColumn after) {
        List<WarehouseColumn> columns = new ArrayList<>(draft.table().columns());
        columns.replaceAll(column -> column.name().equals(before.name()) ? after : column);
        draft.add(new SchemaChange.ChangeKey(draft.table(), draft.table().with(columns)));
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
            draft.add(new SchemaChange.ChangeDefault(there, after));
            there = after;
        }
        boolean notNull = described.get().notNull() && !column.nullable();
        boolean inSorting = draft.table().key().contains(there.name());
        boolean isBase = DescribedSchema.type(described.get().type()).isPresent();
        if (!described.get().notNull() && !column.nullable() && !inSorting && !isDescribed && isBase) {
            // A domain can itself be NOT NULL. Otherwise Debezium only knows the NOT NULL that it looked up, and
            // replaces NULLs by zeros.
            draft.resync("the column " + column.name() + " was captured as NOT NULL, which it no longer is");
        }
        if (there.origin().notNull() != notNull && notNull) {
            draft.add(new SchemaChange.SetNotNull(there.with(there.origin().notNull(true))));
        } else if (there.origin().notNull() != notNull) {
            boolean inKey = draft.table().key().contains(there.name());
            WarehouseType type = inKey ? there.type() : TypeMapping.nullable(there.type());
            draft.add(new SchemaChange.DropNotNull(
                    new WarehouseColumn(there.name(), type, there.origin().notNull(false))));
        }
    }

    /** Storage must hold the NULLs of these events, whatever the source says now. */
    private void holdNull(Column column, WarehouseColumn there) {
        if (!column.nullable() || draft.table().key().contains(there.name())) {
            return;
        }
        WarehouseType nullable = TypeMapping.nullable(there.type());
        if (!nullable.equals(there.type())) {
            draft.add(new SchemaChange.DropNotNull(there.with(nullable)));
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
