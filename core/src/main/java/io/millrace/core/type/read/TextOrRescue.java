package io.millrace.core.type.read;

import io.millrace.core.buffer.RowBinaryBuffer;
import org.jspecify.annotations.Nullable;

/** Reads text of Postgres and never fails: text that its reader does not understand is rescued. */
public final class TextOrRescue extends ValueReader {
    private final ValueReader reader;

    public TextOrRescue(ValueReader reader) {
        super("text");
        this.reader = reader;
    }

    @Override
    public @Nullable Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
        try {
            return reader.ofText(buffer, offset, length, rescue);
        } catch (BadValueException | IndexOutOfBoundsException e) {
            rescue.keep(new String(buffer, offset, length));
            return null;
        }
    }

    @Override
    public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
        return reader.transcode(text, from, length, out);
    }
}
