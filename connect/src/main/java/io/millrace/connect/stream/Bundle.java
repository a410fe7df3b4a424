package io.millrace.connect.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one read.
 *
 * @param blocks at most one for each partition
 * @param upTo the last transaction that has ended; null if none has yet since the start
 */
record Bundle(List<Block> blocks, @Nullable Commit upTo) {
    Bundle {
        blocks = List.copyOf(blocks);
    }

    long bytes() {
        long bytes = 0;
        for (Block block : blocks) {
            bytes += block.bytes().length;
        }
        return bytes;
    }
}
