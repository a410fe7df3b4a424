package io.millrace.core.evolve;

import java.util.EnumMap;
import java.util.Map;

/**
 * What is done about each kind of schema change; what is not named is applied.
 *
 * @param actions by kind
 */
public record SchemaPolicy(Map<SchemaChange.Kind, Action> actions) {
    /** What can be done about a change. */
    public enum Action {
        /** The warehouse follows. */
        APPLY,
        /** The table's rows wait among the dead letters until a person allows the change and replays them. */
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

    /** The change as the policy has it done: an ignored new column is not shown. Null for nothing to do. */
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
