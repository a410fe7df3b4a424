package io.millrace.controller.load;

import java.util.BitSet;
import java.util.List;

/** Which chunks of a table are durable in the change stream. Thread-safe. */
final class ChunksDone {
    private final List<Chunk> chunks;
    private final BitSet done = new BitSet();
    private int reported;

    ChunksDone(List<Chunk> chunks) {
        this.chunks = List.copyOf(chunks);
    }

    synchronized void add(Chunk chunk) {
        done.set(chunk.number());
    }

    /**
     * The first chunk that is not done, if that has changed since the last call.
     *
     * @return null if it has not changed, or all are done
     */
    synchronized @org.jspecify.annotations.Nullable Chunk next() {
        int first = done.nextClearBit(0);
        if (first == reported || first >= chunks.size()) {
            return null;
        }
        reported = first;
        return chunks.get(first);
    }
}
