package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;

/** What rows pass through on their way to the engine: kept by a connection, and grown to what its inserts need. */
final class TransferBuffer implements AutoCloseable {
    private static final int SMALLEST = 64 * 1024;
    /** The engine copies what it gets, and begins to parse it; larger pieces save it nothing. */
    private static final int LARGEST = 1 << 20;

    private byte[] bytes = new byte[SMALLEST];
    private Memory memory = new Memory(SMALLEST);

    /** Reads as much as there is, up to the size of the buffer. Returns how many bytes {@link #pointer} now holds; 0 at the end. */
    int fill(InputStream input) throws IOException {
        int count = input.readNBytes(bytes, 0, bytes.length);
        if (count == bytes.length && count < LARGEST) {
            byte[] larger = new byte[LARGEST];
            System.arraycopy(bytes, 0, larger, 0, count);
            memory.close();
            memory = new Memory(LARGEST);
            bytes = larger;
            count += input.readNBytes(bytes, count, LARGEST - count);
        }
        memory.write(0, bytes, 0, count);
        return count;
    }

    Pointer pointer() {
        return memory;
    }

    @Override
    public void close() {
        memory.close();
    }
}
