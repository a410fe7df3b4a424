package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.Described;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SchemaSeen;
import io.millrace.core.event.Relation;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseTable;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The warehouse's tables that a set of events can be about, looked up in one or two requests before the events are planned, so that
 * planning itself asks nothing.
 */
public final class TableLookup {
    private final Map<Long, Optional<WarehouseTable>> byOid = new HashMap<>();
    private final Map<TableId, Optional<WarehouseTable>> byName = new HashMap<>();

    private TableLookup() {}

    /** Finds tables in the warehouse, by {@code pg_class.oid} and by current name, as they are now. */
    @FunctionalInterface
    public interface Finder {
        /** What is not found is left out. One of the sets can be empty. */
        FoundTables find(Set<Long> oids, Set<TableId> names);
    }

    /** Looks up all tables that the events name, and those that have the names of tables with an unknown OID. */
    public static TableLookup of(Collection<? extends ChangeEvent> events, Finder finder) {
        TableLookup lookup = new TableLookup();
        Map<Long, Set<TableId>> numbered = new HashMap<>();
        Set<TableId> named = new HashSet<>();
        subjects(events, numbered, named);
        lookup.add(finder, numbered.keySet(), named);
        // A new table most often: what has its name until now.
        Set<TableId> namesakes = new HashSet<>();
        numbered.forEach((oid, names) -> {
            if (lookup.table(oid).isEmpty()) {
                namesakes.addAll(names);
            }
        });
        namesakes.removeAll(lookup.byName.keySet());
        lookup.add(finder, Set.of(), namesakes);
        return lookup;
    }

    private void add(Finder finder, Set<Long> oids, Set<TableId> names) {
        if (oids.isEmpty() && names.isEmpty()) {
            return;
        }
        FoundTables found = finder.find(oids, names);
        oids.forEach(oid -> byOid.put(oid, Optional.ofNullable(found.byOid().get(oid))));
        names.forEach(
                name -> byName.put(name, Optional.ofNullable(found.byName().get(name))));
    }

    /** Events of one schema version share the instance, and nearly all are of that of the event before. */
    @SuppressWarnings("ReferenceEquality")
    private static void subjects(
            Collection<? extends ChangeEvent> events, Map<Long, Set<TableId>> numbered, Set<TableId> named) {
        Set<TableSchema> schemas = Collections.newSetFromMap(new IdentityHashMap<>());
        @Nullable TableSchema last = null;
        for (ChangeEvent event : events) {
            switch (event.kind()) {
                case INSERT, UPDATE, DELETE, SNAPSHOT_READ -> {
                    TableSchema schema = ((RowChange) event).schema();
                    if (schema != last) {
                        last = schema;
                        schemas.add(schema);
                    }
                }
                case SCHEMA_SEEN -> schemas.add(((SchemaSeen) event).schema());
                case DESCRIBED -> {
                    Relation relation = ((Described) event).relation();
                    numbered.computeIfAbsent(relation.oid(), oid -> new HashSet<>())
                            .add(relation.table());
                }
                // Truncations and snapshots are recorded by name and OID, whatever the warehouse has.
                case TRUNCATE, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE -> {}
            }
        }
        for (TableSchema schema : schemas) {
            if (schema.oid() == 0) {
                named.add(schema.table());
            } else {
                numbered.computeIfAbsent(schema.oid(), oid -> new HashSet<>()).add(schema.table());
            }
        }
    }

    /**
     * The table that mirrors the one of this {@code pg_class.oid}, whatever its name; empty if there is none.
     *
     * @throws IllegalStateException if it was not looked up
     */
    Optional<WarehouseTable> table(long oid) {
        requireLookedUp(byOid.containsKey(oid), oid);
        return byOid.getOrDefault(oid, Optional.empty());
    }

    /**
     * The table that mirrors the one of this current name; empty if there is none.
     *
     * @throws IllegalStateException if it was not looked up
     */
    Optional<WarehouseTable> table(TableId name) {
        requireLookedUp(byName.containsKey(name), name);
        return byName.getOrDefault(name, Optional.empty());
    }

    /** To take it for a new table would be worse than to stop. */
    private static void requireLookedUp(boolean is, Object table) {
        if (!is) {
            throw new IllegalStateException("table " + table + " was not looked up");
        }
    }
}
