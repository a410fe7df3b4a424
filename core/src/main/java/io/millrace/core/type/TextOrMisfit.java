package io.millrace.core.type;

import io.millrace.core.buffer.RowBinaryBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads text of Postgres, and never fails: a text that its reader does not understand is no error of the source's, so it is
 * kept as a misfit.
 */
final class TextOrMisfit extends ValueReader {
    private final ValueReader reader;

    TextOrMisfit(ValueReader reader) {
        super("text");
        this.reader = reader;
    }

    @Override
    public @Nullable Object ofText(char[] buffer, int offset, int length, Misfit misfit) {
        try {
            return reader.ofText(buffer, offset, length, misfit);
        } catch (BadValueException | IndexOutOfBoundsException e) {
            misfit.note(new String(buffer, offset, length));
            return null;
        }
    }

    @Override
    public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
        return reader.transcode(text, from, length, out);
    }
}
