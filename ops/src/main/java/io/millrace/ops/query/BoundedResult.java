package io.millrace.ops.query;

import io.millrace.ops.api.Problem;
import io.millrace.ops.http.ApiFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A result of limited size: a small one is kept in memory, a larger one in a file. Not thread-safe. */
final class BoundedResult extends OutputStream {
    private final int inMemory;
    private final long most;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable OutputStream overflow;
    private @Nullable Path file;
    private long bytes;

    /**
     * @param inMemory bytes that are kept in memory
     * @param most bytes that it may have
     */
    BoundedResult(int inMemory, long most) {
        this.inMemory = inMemory;
        this.most = most;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /** @throws ApiFailure if the result is too large */
    @Override
    public void write(byte[] source, int from, int count) throws IOException {
        bytes += count;
        if (bytes > most) {
            throw ApiFailure.of(
                    Problem.Code.QUERY_TOO_LARGE,
                    "The result has more than " + (most >> 20) + " MiB: ask for less, or ask ClickHouse itself.");
        }
        if (overflow == null && bytes > inMemory) {
            Path created = Files.createTempFile("millrace-query-", ".bin");
            file = created;
            overflow = Files.newOutputStream(created);
            memory.writeTo(overflow);
            memory.reset();
        }
        if (overflow == null) {
            memory.write(source, from, count);
        } else {
            overflow.write(source, from, count);
        }
    }

    /** The whole; its file is gone when the stream is closed. */
    InputStream read() throws IOException {
        Path written = file;
        if (written == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        close();
        file = null;
        return Files.newInputStream(written, StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public void close() throws IOException {
        if (overflow != null) {
            overflow.close();
        }
    }

    /** Drops what was written, where nobody has {@linkplain #read read} it. */
    void discard() throws IOException {
        close();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
