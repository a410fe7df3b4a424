package io.millrace.controller.load;

import java.util.BitSet;
import java.util.List;

/** Which chunks of a table are durable in the change stream. Safe for many threads. */
final class ChunksDone {
    private final List<Chunk> chunks;
    private final BitSet done = new BitSet();
    private int told;

    ChunksDone(List<Chunk> chunks) {
        this.chunks = List.copyOf(chunks);
    }

    synchronized void add(Chunk chunk) {
        done.set(chunk.number());
    }

    /**
     * The first chunk that is not done, where others before it have become so since the last call.
     *
     * @return null where there is nothing new to say, or nothing left to do
     */
    synchronized @org.jspecify.annotations.Nullable Chunk next() {
        int first = done.nextClearBit(0);
        if (first == told || first >= chunks.size()) {
            return null;
        }
        told = first;
        return chunks.get(first);
    }
}
