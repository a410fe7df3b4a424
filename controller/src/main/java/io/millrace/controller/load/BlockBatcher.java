package io.millrace.controller.load;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;

/** Gathers rows of each partition into blocks, and sends those that are full. Not thread-safe. */
final class BlockBatcher {
    /** Memory limit for the blocks of all partitions. */
    private static final int MEMORY = 4 * 1024 * 1024;

    private static final int LARGEST = 192 * 1024;
    private static final int SMALLEST = 16 * 1024;

    private final BlockWriter[] blocks;
    private final int full;
    private final Blocks sent;
    private int turn;

    /** Receives blocks. */
    @FunctionalInterface
    interface Blocks {
        void send(int partition, byte[] block) throws InterruptedException;
    }

    BlockBatcher(int partitions, Blocks sent) {
        this.blocks = new BlockWriter[partitions];
        this.full = Math.max(SMALLEST, Math.min(LARGEST, MEMORY / partitions));
        this.sent = sent;
        for (int i = 0; i < partitions; i++) {
            blocks[i] = new BlockWriter();
        }
    }

    int partitions() {
        return blocks.length;
    }

    /** The partition for rows without a key; changes with each block. */
    int turn() {
        return turn;
    }

    void row(int partition, SourcePosition position, TableDescription.Encoded table, Tuple row)
            throws InterruptedException {
        if (blocks[partition].count() > 0 && blocks[partition].size() + row.length() > full) {
            send(partition);
        }
        blocks[partition].row(ChangeKind.READ, position, table, null, false, row);
    }

    /** Sends the remaining blocks. */
    void flush() throws InterruptedException {
        for (int partition = 0; partition < blocks.length; partition++) {
            if (blocks[partition].count() > 0) {
                send(partition);
            }
        }
    }

    private void send(int partition) throws InterruptedException {
        byte[] block = blocks[partition].finish();
        if (block.length > MEMORY) {
            // Its memory is released.
            blocks[partition] = new BlockWriter();
        }
        sent.send(partition, block);
        if (partition == turn) {
            turn = (turn + 1) % blocks.length;
        }
    }
}
