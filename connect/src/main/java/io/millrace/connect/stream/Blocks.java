package io.millrace.connect.stream;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.wire.BlockWriter;
import java.util.ArrayList;
import java.util.List;

/** The blocks that are being written, one for each partition. */
final class Blocks {
    /** A block of this size gets no more changes. */
    static final int FULL_BYTES = 192 * 1024;

    private final BlockWriter[] writers;

    Blocks(int partitions) {
        writers = new BlockWriter[partitions];
        for (int i = 0; i < partitions; i++) {
            writers[i] = new BlockWriter();
        }
    }

    int partitions() {
        return writers.length;
    }

    BlockWriter of(int partition) {
        return writers[partition];
    }

    /** Writes a message into the block of every partition. */
    void toAll(SourcePosition position, String prefix, byte[] content) {
        for (BlockWriter writer : writers) {
            writer.message(position, prefix, content);
        }
    }

    /** The approximate number of buffered bytes. */
    int size() {
        int size = 0;
        for (BlockWriter writer : writers) {
            size += writer.size();
        }
        return size;
    }

    boolean full() {
        for (BlockWriter writer : writers) {
            if (writer.size() >= FULL_BYTES) {
                return true;
            }
        }
        return false;
    }

    /** Returns the blocks and starts new ones. Partition 0 comes last, as its messages announce what precedes them. */
    List<Block> finish() {
        List<Block> blocks = new ArrayList<>(writers.length);
        for (int i = writers.length - 1; i >= 0; i--) {
            if (writers[i].count() > 0) {
                blocks.add(new Block(i, writers[i].finish()));
                if (blocks.get(blocks.size() - 1).bytes().length > 8 * FULL_BYTES) {
                    // Such large rows are rare: their memory is not kept.
                    writers[i] = new BlockWriter();
                }
            }
        }
        return blocks;
    }
}
