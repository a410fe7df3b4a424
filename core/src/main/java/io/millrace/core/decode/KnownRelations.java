package io.millrace.core.decode;

import io.millrace.core.event.Relation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache of table descriptions: each text is parsed once, so that equal ones share the instance. */
final class KnownRelations {
    private static final int MAX = 10_000;

    private final Map<Text, Relation> known = new HashMap<>();
    private byte[] lastBytes = {};
    private @Nullable Relation last;

    /**
     * The description that came with a record, null if none came.
     *
     * @throws Rejection if the header is no description
     */
    @Nullable Relation of(LogRecord record) {
        byte[] header = record.headers().get(Relation.NAME);
        return header == null ? null : of(header);
    }

    /** @throws Rejection if the bytes are no description */
    Relation of(byte[] json) {
        Relation recent = last;
        if (recent != null && Arrays.equals(json, lastBytes)) {
            return recent;
        }
        if (known.size() >= MAX) {
            known.clear();
        }
        Relation relation = known.computeIfAbsent(new Text(json), text -> RelationReader.read(text.bytes));
        lastBytes = json;
        last = relation;
        return relation;
    }

    private static final class Text {
        private final byte[] bytes;

        Text(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Text text && Arrays.equals(bytes, text.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
