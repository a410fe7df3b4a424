package io.millrace.core.render;

import io.millrace.core.wire.MalformedBlockException;
import io.millrace.core.wire.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The values of a {@link Tuple} as text. */
public final class RowText {
    private final byte[] kinds;
    private final @Nullable String[] texts;
    private final boolean isExact;

    private RowText(byte[] kinds, @Nullable String[] texts, boolean isExact) {
        this.kinds = kinds;
        this.texts = texts;
        this.isExact = isExact;
    }

    /**
     * @param columns how many its table has
     * @throws MalformedBlockException if the tuple does not have just these columns, or has another form than it must
     */
    public static RowText of(Tuple tuple, int columns) {
        require(tuple.columns() == columns, "a row has another number of columns than its description");
        byte[] bytes = tuple.bytes();
        int end = tuple.from() + tuple.length();
        int at = tuple.from() + 2;
        byte[] kinds = new byte[columns];
        @Nullable String[] texts = new String[columns];
        boolean isExact = true;
        for (int i = 0; i < columns; i++) {
            require(at < end, "a row is cut off");
            byte kind = bytes[at++];
            kinds[i] = kind;
            if (kind == Tuple.TEXT) {
                require(end - at >= 4, "a row is cut off");
                int length = Tuple.int32(bytes, at);
                at += 4;
                require(length >= 0 && length <= end - at, "a row is cut off");
                String text = exact(bytes, at, length);
                isExact &= text != null;
                texts[i] = text == null ? new String(bytes, at, length, StandardCharsets.UTF_8) : text;
                at += length;
            } else {
                require(kind == Tuple.NULL || kind == Tuple.UNCHANGED, "a row has a value of an unknown kind");
            }
        }
        require(at == end, "bytes follow after a row");
        return new RowText(kinds, texts, isExact);
    }

    /** Null if the bytes are no UTF-8. */
    private static @Nullable String exact(byte[] bytes, int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedBlockException(otherwise);
        }
    }

    /** A value; null for SQL NULL and for a value that the change does not carry. Bytes that are no UTF-8 are U+FFFD. */
    public @Nullable String text(int column) {
        return texts[column];
    }

    /** Whether the change did not touch the value, and does not carry it. */
    public boolean isUnchanged(int column) {
        return kinds[column] == Tuple.UNCHANGED;
    }

    /** Whether the text is all that there is: false if a value has bytes that are no UTF-8. */
    boolean isExact() {
        return isExact;
    }

    /**
     * With the values that this row does not carry taken from an earlier one of the same columns.
     *
     * @param known whether the earlier row has a column's value
     */
    RowText completedFrom(RowText earlier, IntPredicate known) {
        byte[] allKinds = kinds.clone();
        @Nullable String[] allTexts = texts.clone();
        for (int i = 0; i < allKinds.length; i++) {
            if (allKinds[i] == Tuple.UNCHANGED && known.test(i)) {
                allKinds[i] = earlier.kinds[i];
                allTexts[i] = earlier.texts[i];
            }
        }
        return new RowText(allKinds, allTexts, isExact && earlier.isExact);
    }
}
