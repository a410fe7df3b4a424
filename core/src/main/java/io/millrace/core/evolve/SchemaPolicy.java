package io.millrace.core.evolve;

import java.util.EnumMap;
import java.util.Map;

/**
 * The action for each kind of schema change; the default is to apply it.
 *
 * @param actions by kind
 */
public record SchemaPolicy(Map<SchemaChange.Kind, Action> actions) {
    /** An action for a schema change. */
    public enum Action {
        /** The warehouse follows. */
        APPLY,
        /** The table's rows become dead letters until an operator allows the change and replays them. */
        PAUSE,
        /** The view stays as it is; values of a new column land in storage only. */
        IGNORE
    }

    /** Applies everything. */
    public static final SchemaPolicy APPLY_ALL = new SchemaPolicy(Map.of());

    public SchemaPolicy {
        actions = actions.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(actions));
    }

    Action of(SchemaChange change) {
        SchemaChange.Kind kind =
                change.kind() == SchemaChange.Kind.RESTORE_COLUMN ? SchemaChange.Kind.ADD_COLUMN : change.kind();
        return actions.getOrDefault(kind, Action.APPLY);
    }

    /** The change that the policy makes of it: an ignored new column is not shown. Null for none. */
    @org.jspecify.annotations.Nullable SchemaChange applied(SchemaChange change) {
        if (of(change) != Action.IGNORE) {
            return change;
        }
        return change instanceof SchemaChange.AddColumn add
                ? new SchemaChange.AddColumn(
                        add.column().with(add.column().origin().retired(true)))
                : null;
    }
}
