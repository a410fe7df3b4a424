package io.millrace.controller.load;

import io.millrace.core.wire.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tuples for tests. */
final class Tuples {
    private Tuples() {}

    static List<@Nullable String> texts(Tuple tuple) {
        byte[] bytes = tuple.bytes();
        int at = tuple.from() + 2;
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < tuple.columns(); i++) {
            byte kind = bytes[at++];
            if (kind == Tuple.NULL) {
                texts.add(null);
            } else if (kind == Tuple.TEXT) {
                int length = Tuple.int32(bytes, at);
                texts.add(new String(bytes, at + 4, length, StandardCharsets.UTF_8));
                at += 4 + length;
            } else {
                throw new AssertionError("a value of kind " + kind);
            }
        }
        if (at != tuple.from() + tuple.length()) {
            throw new AssertionError("the tuple has " + tuple.length() + " bytes, its values end at " + at);
        }
        return texts;
    }
}
