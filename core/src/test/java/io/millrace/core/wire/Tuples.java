package io.millrace.core.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes tuples as pgoutput writes them. */
public final class Tuples {
    /** Stands for a TOAST value that the change did not touch. */
    public static final String UNCHANGED = new String("unchanged");

    private Tuples() {}

    /** @param values null for NULL */
    @SuppressWarnings({"StringEquality", "ReferenceEquality"})
    public static Tuple of(@Nullable String... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(values.length);
            for (String value : values) {
                if (value == null) {
                    out.write('n');
                } else if (value == UNCHANGED) {
                    out.write('u');
                } else {
                    byte[] text = value.getBytes(StandardCharsets.UTF_8);
                    out.write('t');
                    out.writeInt(text.length);
                    out.write(text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tuple(bytes.toByteArray(), 0, bytes.size());
    }
}
