package io.millrace.connect;

import io.millrace.core.event.TableId;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which table a record of the stream is of. Its name alone does not tell: another table can have it by now.
 *
 * <p>The reader of the stream knows, {@link RelationHeader} wants to know, and all that both have in common is the schema object
 * of the records, and this class.
 */
final class StreamedRelations {
    private static final Map<Identity, Described> DESCRIBED = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Schema> UNUSED = new ReferenceQueue<>();

    private StreamedRelations() {}

    /**
     * A table as pgoutput describes it.
     *
     * @param oid of {@code pg_class}
     * @param identity {@code pg_class.relreplident}
     * @param key columns of the key, in the order of the table's columns
     */
    record Described(long oid, TableId table, char identity, List<String> key) {}

    /** Records whose value has this very schema object are of this table. */
    static void add(Schema schema, Described described) {
        for (Reference<?> unused = UNUSED.poll(); unused != null; unused = UNUSED.poll()) {
            DESCRIBED.remove(unused);
        }
        DESCRIBED.put(new Identity(schema, UNUSED), described);
    }

    /** @return null for a record that a snapshot has read */
    static @Nullable Described of(Schema schema) {
        return DESCRIBED.get(new Identity(schema, null));
    }

    /** Equal for the same object only, whose fields would take long to compare. */
    private static final class Identity extends WeakReference<Schema> {
        private final int hash;

        Identity(Schema schema, @Nullable ReferenceQueue<Schema> queue) {
            super(schema, queue);
            hash = System.identityHashCode(schema);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Identity same && get() != null && get() == same.get());
        }
    }
}
