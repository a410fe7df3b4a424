package io.millrace.postgres.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;

/**
 * The catalog at one check; compared with that of a later check.
 *
 * @param source identifies database and publication: states of different ones are not comparable
 * @param mark a transaction id; all before it had ended when the check began
 * @param everyTable whether the publication is FOR ALL TABLES
 * @param computedPublished whether stored generated columns are in the stream
 * @param relations descriptions of the published tables by oid
 * @param heaps where rows are, by oid: tables and leaves of partitioned ones, published or not
 * @param labels values of enums by the oids of their rows in the catalog
 * @param expressions of the stored generated columns: the table's oid, the column's number, the expression's oid
 */
record CatalogState(
        String source,
        long mark,
        boolean everyTable,
        boolean computedPublished,
        Map<Long, String> relations,
        Map<Long, Heap> heaps,
        Map<Long, Label> labels,
        Map<Long, Map<Integer, Long>> expressions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    CatalogState {
        relations = Map.copyOf(relations);
        heaps = Map.copyOf(heaps);
        labels = Map.copyOf(labels);
        expressions = Map.copyOf(expressions);
    }

    /**
     * A table that has rows of its own.
     *
     * @param root the oid under which it is published: that of the partitioned table, else its own
     * @param published whether its changes are in the stream
     * @param file its relfilenode, another one after each rewrite
     * @param toast the oid of its TOAST table, 0 for none
     * @param born whether it has been a partition of {@code root}, or a table of its own, from its creation on; false
     *     if uncertain
     */
    record Heap(long root, boolean published, long file, long toast, boolean born) {}

    /** One value of an enum type. */
    record Label(long type, String text) {}

    CatalogState at(long now) {
        return new CatalogState(source, now, everyTable, computedPublished, relations, heaps, labels, expressions);
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the catalog state has no JSON", e);
        }
    }

    /** @throws IllegalArgumentException if the text is not what {@link #write} makes */
    static CatalogState read(String text) {
        try {
            // JSON null counts as absent, too.
            return Optional.ofNullable(JSON.readValue(text, CatalogState.class))
                    .orElseThrow(() -> new IllegalArgumentException("not a catalog state"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a catalog state", e);
        }
    }
}
