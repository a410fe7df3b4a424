package io.millrace.postgres.watch;

import static java.util.Objects.requireNonNull;

import io.millrace.postgres.watch.CatalogState.Heap;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Detects published tables whose rows have changed without records in the stream. For a table published by its root
 * pgoutput sends nothing about its partitions: neither attach and detach with rows, nor TRUNCATE. Changes of a table
 * while it is UNLOGGED are not streamed. Changes of values in the catalog only, such as enum labels, write no row.
 *
 * <p>If in doubt a table is resynced: a new one by traces of its past, which the first check has missed. What appears
 * and disappears between two checks is not detected, except for partitions of such a table.
 */
final class UnstreamedChangeDetector {
    private final CatalogState before;
    private final CatalogState after;
    private final RowProbe rows;
    private final Map<Long, String> reasons = new TreeMap<>();

    private UnstreamedChangeDetector(CatalogState before, CatalogState after, RowProbe rows) {
        this.before = before;
        this.after = after;
        this.rows = rows;
    }

    /** Why tables must be resynced, by oid; one of several reasons. */
    static Map<Long, String> reasons(CatalogState before, CatalogState after, RowProbe rows) throws SQLException {
        return new UnstreamedChangeDetector(before, after, rows).decide();
    }

    private Map<Long, String> decide() throws SQLException {
        for (Map.Entry<Long, Heap> entry : after.heaps().entrySet()) {
            long oid = entry.getKey();
            Heap now = entry.getValue();
            Heap then = before.heaps().get(oid);
            if (!now.published()) {
                continue;
            }
            if (then == null) {
                appeared(oid, now);
            } else if (then.root() != now.root() || !then.published()) {
                joined(oid, now);
            } else if (then.file() != now.file()) {
                rewritten(oid, then, now);
            }
        }
        for (long oid : after.relations().keySet()) {
            boolean divided = !after.heaps().containsKey(oid);
            if (divided && after.everyTable() && !before.relations().containsKey(oid)) {
                because(oid, "it is new, and partitions may have gone before it was first seen");
            }
        }
        for (Map.Entry<Long, Heap> entry : before.heaps().entrySet()) {
            left(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<Long, Map<Integer, Long>> entry : before.expressions().entrySet()) {
            computed(entry.getKey(), entry.getValue());
        }
        reasons.keySet().retainAll(after.relations().keySet());
        return reasons;
    }

    private void appeared(long oid, Heap now) throws SQLException {
        if (now.root() != oid) {
            if (now.file() != oid) {
                because(now.root(), "a new partition was emptied or rewritten");
            } else if (!now.born() && rows.any(oid)) {
                because(now.root(), "a partition that held rows was attached");
            }
        } else if (after.everyTable() && (now.file() != oid || !now.born()) && rows.any(oid)) {
            // A new table's file is named by its oid.
            because(
                    oid,
                    now.born()
                            ? "it is new and was rewritten, so that it may have been UNLOGGED at first"
                            : "it is new, and all its columns were written again, so that it may have been a partition at first");
        } else if (after.everyTable() && rows.any(oid) && rows.typesChanged(oid)) {
            because(oid, "it is new, and the type of a column may have been changed since it was made");
        }
    }

    private void joined(long oid, Heap now) throws SQLException {
        if (now.root() == oid) {
            // Tables added to a publication's list are loaded by the process that adds them.
            if (after.everyTable()) {
                because(oid, "it is captured again, after a time as a partition or as UNLOGGED");
            }
        } else if (rows.any(oid)) {
            because(now.root(), "a partition that held rows was attached");
        }
    }

    private void rewritten(long oid, Heap then, Heap now) throws SQLException {
        if (now.root() != oid) {
            if (!rows.anyBefore(oid, before.mark())) {
                because(now.root(), "a partition was emptied or rewritten");
            }
            return;
        }
        // A table that the publication lists cannot become UNLOGGED. Only ALTER TABLE makes another TOAST table.
        boolean toasts = then.toast() != 0 && now.toast() != 0;
        boolean altered = toasts ? then.toast() != now.toast() : !rows.anyBefore(oid, before.mark());
        if (after.everyTable() && altered) {
            because(oid, "it was rewritten, and may have been UNLOGGED meanwhile");
        }
    }

    private void left(long oid, Heap then) throws SQLException {
        Heap now = after.heaps().get(oid);
        if (!then.published() || then.root() == oid || (now != null && now.root() == then.root())) {
            return;
        }
        boolean neverHadRows = now != null && now.file() == then.file() && !rows.any(oid);
        if (!neverHadRows) {
            because(then.root(), "a partition was detached or dropped");
        }
    }

    private void computed(long oid, Map<Integer, Long> then) {
        Map<Integer, Long> now = after.expressions().getOrDefault(oid, Map.of());
        then.forEach((column, expression) -> {
            Long current = now.get(column);
            if (current != null && !current.equals(expression) && after.computedPublished()) {
                because(oid, "the expression of a generated column has changed");
            } else if (current == null && !before.computedPublished() && has(oid, column)) {
                because(oid, "a generated column has become an ordinary one");
            }
        });
    }

    private boolean has(long oid, int column) {
        String relation = after.relations().get(oid);
        return relation != null && RelationText.columns(relation).contains(column);
    }

    private void because(long oid, String reason) {
        reasons.putIfAbsent(oid, reason);
    }

    /** The enum types with a renamed value. */
    static List<Long> renamed(CatalogState before, CatalogState after) {
        List<Long> types = new ArrayList<>();
        after.labels().forEach((oid, label) -> {
            CatalogState.Label then = before.labels().get(oid);
            if (then != null && !then.text().equals(requireNonNull(label).text())) {
                types.add(label.type());
            }
        });
        return types.stream().distinct().sorted().toList();
    }
}
