package io.millrace.postgres;

import io.millrace.postgres.CatalogueState.Heap;

/**
 * Under which name pgoutput sends a table's rows. It looks a table up once, and before Postgres 16 forgets too little: a
 * WAL sender goes on with the name of a schema that was renamed, before 15 with the root that a partition had as well. One that
 * starts anew looks everything up as it was when each row was written.
 */
final class StreamNames {
    private StreamNames() {}

    /**
     * Whether a WAL sender that read on while the catalogue changed may send rows under another name than theirs.
     *
     * @param version the server's major version
     */
    static boolean outdated(int version, CatalogueState before, CatalogueState after) {
        return (version < 16 && schemasChanged(before, after)) || (version < 15 && rootsChanged(before, after));
    }

    private static boolean schemasChanged(CatalogueState before, CatalogueState after) {
        return before.relations().entrySet().stream().anyMatch(relation -> {
            String now = after.relations().get(relation.getKey());
            return now != null
                    && !RelationText.table(now)
                            .schema()
                            .equals(RelationText.table(relation.getValue()).schema());
        });
    }

    private static boolean rootsChanged(CatalogueState before, CatalogueState after) {
        return after.heaps().entrySet().stream().anyMatch(heap -> {
            Heap then = before.heaps().get(heap.getKey());
            Heap now = heap.getValue();
            return then == null ? !now.born() : then.root() != now.root();
        });
    }
}
