package io.millrace.core.wire;

import io.millrace.core.event.TableId;

/**
 * The partition of the change stream that all changes of a row go to, so that they stay in order: a hash of the table's name and
 * of the key's values as text, the same in every JVM. The capture and the loads both ask here.
 *
 * <pre>{@code
 * int hash = KeyPartition.start(table);
 * hash = KeyPartition.add(hash, form, bytes, from, length);   // for each column of the key, in the order of the table's columns
 * int partition = KeyPartition.of(hash, partitions);
 * }</pre>
 */
public final class KeyPartition {
    private KeyPartition() {}

    /** The hash of a table without any column of a key: where its truncations go. */
    public static int start(TableId table) {
        return 31 * table.schema().hashCode() + table.table().hashCode();
    }

    /** Adds the text of one value of the key. */
    public static int add(int hash, byte[] bytes, int from, int length) {
        int sum = hash;
        for (int i = from; i < from + length; i++) {
            sum = 31 * sum + bytes[i];
        }
        // Between two values: ("a", "bc") and ("ab", "c") are two keys.
        return 31 * sum;
    }

    /** Adds that part of the text of one value which distinguishes rows. */
    public static int add(int hash, KeyForm form, byte[] bytes, int from, int length) {
        int start = form.from(bytes, from, length);
        return add(hash, bytes, start, form.to(bytes, from, length) - start);
    }

    /** @param partitions how many there are, 1 or more */
    public static int of(int hash, int partitions) {
        // The finalizer of MurmurHash3, so that sequential keys spread over few partitions, too.
        int mixed = hash;
        mixed ^= mixed >>> 16;
        mixed *= 0x85ebca6b;
        mixed ^= mixed >>> 13;
        mixed *= 0xc2b2ae35;
        mixed ^= mixed >>> 16;
        return Math.floorMod(mixed, partitions);
    }
}
