package io.millrace.connect;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bounded LRU map: a source can create and drop tables and types by the minute, and dropped ones are never looked up
 * again. Not thread-safe.
 */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    @Serial
    private static final long serialVersionUID = 1L;

    /** More tables, or types, than one source has at a time. */
    static final int MOST = 10_000;

    private final int most;

    BoundedMap() {
        this(MOST);
    }

    BoundedMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
