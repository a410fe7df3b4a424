package io.millrace.postgres.watch;

import io.millrace.postgres.watch.CatalogState.Heap;

/**
 * The name under which pgoutput sends a table's rows. It caches tables, and before Postgres 16 invalidates too little:
 * a WAL sender continues with the old name of a renamed schema, before 15 also with the former root of a partition. A
 * restarted one looks everything up as of each row.
 */
final class StreamNames {
    private StreamNames() {}

    /**
     * Whether a WAL sender that kept running while the catalog changed may send rows under a stale name.
     *
     * @param version the server's major version
     */
    static boolean outdated(int version, CatalogState before, CatalogState after) {
        return (version < 16 && schemasChanged(before, after)) || (version < 15 && rootsChanged(before, after));
    }

    private static boolean schemasChanged(CatalogState before, CatalogState after) {
        return before.relations().entrySet().stream().anyMatch(relation -> {
            String now = after.relations().get(relation.getKey());
            return now != null
                    && !RelationText.table(now)
                            .schema()
                            .equals(RelationText.table(relation.getValue()).schema());
        });
    }

    private static boolean rootsChanged(CatalogState before, CatalogState after) {
        return after.heaps().entrySet().stream().anyMatch(heap -> {
            Heap then = before.heaps().get(heap.getKey());
            Heap now = heap.getValue();
            return then == null ? !now.born() : then.root() != now.root();
        });
    }
}
