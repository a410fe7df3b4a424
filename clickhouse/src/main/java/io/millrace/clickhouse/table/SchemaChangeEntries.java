package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.SchemaChangeTable.Entry;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import java.util.List;
import java.util.Optional;

/** The record of a step: the source's column, before and after, and what was done. */
final class SchemaChangeEntries {
    private SchemaChangeEntries() {}

    /** Empty for a step that follows no change of the source. */
    static Optional<Entry> of(SchemaChange change, WarehouseTable table, SourcePosition position, String statement) {
        if (change instanceof SchemaChange.Identify) {
            return Optional.empty();
        }
        String[] text = text(change);
        return Optional.of(new Entry(
                table.source().toString(),
                position.version(),
                change.kind().text(),
                text[0],
                text[1],
                text[2],
                statement.isEmpty() ? "the view shows it" : statement));
    }

    /** Column, before, after. */
    private static String[] text(SchemaChange change) {
        if (change instanceof SchemaChange.AddColumn add) {
            return text(add.column(), "", add.column().type().sql());
        } else if (change instanceof SchemaChange.RestoreColumn restore) {
            return text(restore.column(), "", type(restore.column()));
        } else if (change instanceof SchemaChange.DropColumn drop) {
            return text(drop.column(), type(drop.column()), "");
        } else if (change instanceof SchemaChange.RenameColumn rename) {
            return text(
                    rename.after(),
                    rename.before().origin().name(),
                    rename.after().origin().name());
        } else if (change instanceof SchemaChange.ChangeType type) {
            boolean same = type.before().type().equals(type.after().type());
            return text(
                    type.after(),
                    same ? type(type.before()) : type.before().type().sql(),
                    same ? type(type.after()) : type.after().type().sql());
        } else if (change instanceof SchemaChange.DropNotNull drop) {
            String after = drop.column().type().sql();
            return text(drop.column(), withoutNullable(after), after);
        } else if (change instanceof SchemaChange.SetNotNull set) {
            String before = set.column().type().sql();
            return text(set.column(), before, withoutNullable(before));
        } else if (change instanceof SchemaChange.ChangeDefault set) {
            return text(set.after(), defaultOf(set.before()), defaultOf(set.after()));
        } else if (change instanceof SchemaChange.ChangeKey key) {
            return texts(key(key.before()), key(key.after()));
        } else if (change instanceof SchemaChange.RenameTable rename) {
            return texts(
                    rename.before().source().toString(), rename.after().source().toString());
        } else if (change instanceof SchemaChange.DropTable drop) {
            return texts(drop.table().source().toString(), "");
        } else if (change instanceof SchemaChange.DisplaceTable displace) {
            return texts(
                    displace.before().source().toString(),
                    "kept in " + displace.after().origin().storage());
        } else if (change instanceof SchemaChange.ChangeIdentity identity) {
            return texts(String.valueOf(identity.before()), String.valueOf(identity.after()));
        }
        return texts("", "");
    }

    private static String defaultOf(WarehouseColumn column) {
        return column.origin().hasDefault() ? "default" : "no default";
    }

    /** The source's type where it is known, else the warehouse's. */
    private static String type(WarehouseColumn column) {
        return column.origin().type().isEmpty()
                ? column.type().sql()
                : column.origin().type();
    }

    private static String key(WarehouseTable table) {
        List<String> columns = table.columns().stream()
                .filter(column -> table.key().contains(column.name()))
                .map(column -> column.origin().name() + " " + column.type().sql())
                .toList();
        return String.join(", ", columns);
    }

    private static String[] text(WarehouseColumn column, String before, String after) {
        return new String[] {column.origin().name(), before, after};
    }

    private static String[] texts(String before, String after) {
        return new String[] {"", before, after};
    }

    private static String withoutNullable(String type) {
        return type.startsWith("Nullable(") ? type.substring("Nullable(".length(), type.length() - 1) : type;
    }
}
