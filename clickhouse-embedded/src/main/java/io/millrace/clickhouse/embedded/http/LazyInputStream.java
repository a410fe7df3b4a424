package io.millrace.clickhouse.embedded.http;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A decoder that reads its input only when asked for the first byte: decoders of gzip and lz4 fail on empty bodies. */
final class LazyInputStream extends InputStream {
    private final InputStream source;
    private final Decoder decoder;
    private @Nullable InputStream decoded;

    interface Decoder {
        InputStream decode(InputStream source) throws IOException;
    }

    LazyInputStream(InputStream source, Decoder decoder) {
        this.source = source;
        this.decoder = decoder;
    }

    private InputStream decoded() throws IOException {
        InputStream result = decoded;
        if (result == null) {
            var peekable = new java.io.PushbackInputStream(source);
            int first = peekable.read();
            if (first < 0) {
                result = InputStream.nullInputStream();
            } else {
                peekable.unread(first);
                result = decoder.decode(peekable);
            }
            decoded = result;
        }
        return result;
    }

    @Override
    public int read() throws IOException {
        return decoded().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return decoded().read(target, offset, length);
    }
}
