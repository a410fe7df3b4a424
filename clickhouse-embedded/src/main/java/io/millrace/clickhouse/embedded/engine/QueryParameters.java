package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The values of {@code {name:Type}} placeholders, laid out as the four parallel arrays of the C interface. */
final class QueryParameters {
    private static final int POINTER = 8;

    private final List<Memory> texts = new ArrayList<>();
    private final int count;
    private final Memory names;
    private final Memory nameLengths;
    private final Memory values;
    private final Memory valueLengths;

    QueryParameters(Map<String, String> parameters) {
        count = parameters.size();
        long size = (long) POINTER * Math.max(1, count);
        names = new Memory(size);
        nameLengths = new Memory(size);
        values = new Memory(size);
        valueLengths = new Memory(size);
        fill(parameters.keySet(), names, nameLengths);
        fill(parameters.values(), values, valueLengths);
    }

    private void fill(Collection<String> strings, Memory pointers, Memory lengths) {
        long at = 0;
        for (String string : strings) {
            byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
            Memory text = new Memory(bytes.length + 1L);
            text.write(0, bytes, 0, bytes.length);
            text.setByte(bytes.length, (byte) 0);
            texts.add(text);
            pointers.setPointer(at, text);
            lengths.setLong(at, bytes.length);
            at += POINTER;
        }
    }

    int count() {
        return count;
    }

    Pointer names() {
        return names;
    }

    Pointer nameLengths() {
        return nameLengths;
    }

    Pointer values() {
        return values;
    }

    Pointer valueLengths() {
        return valueLengths;
    }
}
