package io.millrace.core.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.BlockWriter;
import io.millrace.core.wire.TableDescription;
import io.millrace.core.wire.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes blocks for tests. */
final class Blocks {
    /** Stands for a value that a change did not touch. */
    static final String UNCHANGED = new String("unchanged");

    private Blocks() {}

    /** @param columns names and types, in turn */
    static TableDescription table(String name, List<String> key, @Nullable String relation, String... columns) {
        List<TableDescription.Column> list = new ArrayList<>();
        for (int i = 0; i < columns.length; i += 2) {
            list.add(new TableDescription.Column(columns[i], columns[i + 1]));
        }
        return new TableDescription(new TableId("public", name), list, key, relation);
    }

    static Tuple tuple(@Nullable String... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(out)) {
            data.writeShort(values.length);
            for (String value : values) {
                if (value == null) {
                    data.write(Tuple.NULL);
                } else if (isUnchanged(value)) {
                    data.write(Tuple.UNCHANGED);
                } else {
                    data.write(Tuple.TEXT);
                    data.writeInt(value.getBytes(UTF_8).length);
                    data.write(value.getBytes(UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Tuples are parts of larger arrays, mostly.
        byte[] padded = new byte[out.size() + 5];
        System.arraycopy(out.toByteArray(), 0, padded, 3, out.size());
        return new Tuple(padded, 3, out.size());
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"})
    private static boolean isUnchanged(String value) {
        return value == UNCHANGED;
    }

    static LogRecord record(BlockWriter block) {
        return record(block.finish());
    }

    static LogRecord record(byte[] value) {
        return new LogRecord(new StreamPosition("changes", 2, 40, 9), null, value);
    }
}
