package io.millrace.connect.stream;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one connection, by oid. pgoutput says what a table is like once, and so the least recently used one cannot be
 * forgotten: its next change could not be read. What is forgotten are tables that the source no longer has, once the stream has passed
 * the place of its log at which that was found; no change of them can come behind it.
 */
final class StreamedTables {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedTables.class);

    /** So many are kept without a question. */
    static final int FEW = 1_000;

    private final Descriptions descriptions;
    private final Map<Integer, StreamedTable> tables = new HashMap<>();
    private final Map<Integer, String> announced = new HashMap<>();
    private int most = FEW;
    private final Set<Integer> dropped = new HashSet<>();
    private long droppedBefore;

    StreamedTables(Descriptions descriptions) {
        this.descriptions = descriptions;
    }

    /** @return null for a table that is not captured */
    @Nullable StreamedTable get(int oid) {
        return tables.get(oid);
    }

    void put(int oid, StreamedTable table) {
        tables.put(oid, table);
        // pgoutput speaks of it again: changes follow, perhaps of another table that has got its number.
        dropped.remove(oid);
    }

    void remove(int oid) {
        tables.remove(oid);
    }

    /**
     * Remembers how the source's catalog was announced to describe a table.
     *
     * @return how it was announced last; null if it was not
     */
    @Nullable String announced(int oid, String relation) {
        return relation.contains("\"gone\":true") ? announced.remove(oid) : announced.put(oid, relation);
    }

    int size() {
        return tables.size();
    }

    /**
     * All transactions that were committed before a place of the log have come. The source is asked for dropped tables each time that
     * the number of tables has doubled.
     *
     * @return whether tables were forgotten
     */
    boolean passed(long lsn) {
        if (!dropped.isEmpty()) {
            if (Long.compareUnsigned(lsn, droppedBefore) < 0) {
                return false;
            }
            LOG.info("{} tables that the source no longer has are forgotten", dropped.size());
            tables.keySet().removeAll(dropped);
            announced.keySet().removeAll(dropped);
            dropped.clear();
            most = Math.max(FEW, 2 * tables.size());
            return true;
        }
        if (tables.size() > most) {
            Descriptions.Dropped answer = descriptions.dropped(Set.copyOf(tables.keySet()));
            dropped.addAll(answer.oids());
            droppedBefore = answer.before();
            most = 2 * tables.size();
        }
        return false;
    }
}
