package io.millrace.core.type.read;

import io.millrace.core.buffer.RowBinaryBuffer;
import java.util.Base64;
import java.util.UUID;

/** Readers of text, bytes and identifiers. */
public final class TextReaders {
    private TextReaders() {}

    /** Text as it arrived. */
    public static final ValueReader TEXT = new ValueReader("text") {
        @Override
        public Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            return new String(buffer, offset, length);
        }

        @Override
        public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
            out.string(text, from, length);
            return true;
        }
    };

    /** Structures as their JSON text. */
    public static final ValueReader STRUCTURE = new ValueReader("a structure") {
        @Override
        public Object ofJson(String json, Rescue rescue) {
            return json;
        }
    };

    /** Raw bytes: base64 both by Connect's JsonConverter and by Debezium's {@code binary.handling.mode=base64}. */
    public static final ValueReader BASE64 = new ValueReader("base64 text") {
        @Override
        public Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            return bytes(this, buffer, offset, length);
        }
    };

    /** As Postgres writes it: 8-4-4-4-12 hexadecimal digits. */
    public static final ValueReader UUID_TEXT = new ValueReader("a UUID as text") {
        @Override
        public Object ofText(char[] buffer, int offset, int length, Rescue rescue) {
            if (length != 36) {
                throw unexpected("text of " + length + " characters");
            }
            long high = 0;
            long low = 0;
            int digits = 0;
            for (int i = 0; i < 36; i++) {
                char c = buffer[offset + i];
                if (i == 8 || i == 13 || i == 18 || i == 23) {
                    if (c != '-') {
                        throw unexpected("text that is no UUID");
                    }
                    continue;
                }
                int digit = c < 128 ? Character.digit(c, 16) : -1;
                if (digit < 0) {
                    throw unexpected("text that is no UUID");
                }
                if (digits++ < 16) {
                    high = high << 4 | digit;
                } else {
                    low = low << 4 | digit;
                }
            }
            return new UUID(high, low);
        }

        @Override
        public boolean transcode(byte[] text, int from, int length, RowBinaryBuffer out) {
            return AsciiForms.uuid(text, from, length, out);
        }
    };

    /**
     * {@code bit(n)} and {@code varbit} as Postgres writes them: a text of zeros and ones. They travel as
     * {@code io.debezium.data.Bits}, little-endian bytes.
     *
     * @param length the declared number of bits; without one (a {@code varbit}) leading zeros are lost on the way
     */
    public static ValueReader bits(int length) {
        return new ValueReader("base64 text of bits") {
            @Override
            public Object ofText(char[] buffer, int offset, int textLength, Rescue rescue) {
                byte[] bytes = bytes(this, buffer, offset, textLength);
                int bits = length > 0 && length <= 83_886_080
                        ? length
                        : java.util.BitSet.valueOf(bytes).length();
                StringBuilder text = new StringBuilder(bits);
                for (int bit = bits - 1; bit >= 0; bit--) {
                    text.append(bit >> 3 < bytes.length && (bytes[bit >> 3] >> (bit & 7) & 1) == 1 ? '1' : '0');
                }
                return text.toString();
            }
        };
    }

    /** @throws BadValueException if the text is no base64 */
    static byte[] bytes(ValueReader reader, char[] buffer, int offset, int length) {
        byte[] ascii = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = buffer[offset + i];
            if (c > 127) {
                throw reader.unexpected("text that is no base64");
            }
            ascii[i] = (byte) c;
        }
        try {
            return Base64.getDecoder().decode(ascii);
        } catch (IllegalArgumentException e) {
            throw reader.unexpected("text that is no base64");
        }
    }
}
