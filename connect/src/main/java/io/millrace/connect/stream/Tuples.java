package io.millrace.connect.stream;

import io.millrace.core.wire.Tuple;

/** Iterates over the values of pgoutput's TupleData. */
final class Tuples {
    /** A value is preceded by its kind and length. */
    static final int VALUE_HEAD = 5;

    private static final int TUPLE_HEAD = 2;

    private Tuples() {}

    /** The start of a tuple's first value. */
    static int first(Tuple tuple) {
        return tuple.from() + TUPLE_HEAD;
    }

    /** The end of the value at a position. */
    static int next(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case Tuple.TEXT -> at + VALUE_HEAD + Tuple.int32(bytes, at + 1);
            case Tuple.NULL, Tuple.UNCHANGED -> at + 1;
            default -> throw new IllegalStateException("pgoutput sends a value of kind " + bytes[at]);
        };
    }

    /** The tuple at a position. */
    static Tuple at(byte[] bytes, int from) {
        int columns = (bytes[from] & 0xFF) << 8 | (bytes[from + 1] & 0xFF);
        int end = from + TUPLE_HEAD;
        for (int i = 0; i < columns; i++) {
            end = next(bytes, end);
        }
        return new Tuple(bytes, from, end - from);
    }

    /** Whether a value was not sent because the change did not touch it. */
    static boolean hasUnchanged(Tuple tuple) {
        byte[] bytes = tuple.bytes();
        int end = tuple.from() + tuple.length();
        for (int at = first(tuple); at < end; at = next(bytes, at)) {
            if (bytes[at] == Tuple.UNCHANGED) {
                return true;
            }
        }
        return false;
    }
}
