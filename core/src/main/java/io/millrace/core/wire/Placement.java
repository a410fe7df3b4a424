package io.millrace.core.wire;

/**
 * In which partition of the change stream a change stands: all changes of one row in the same, whoever writes them. A row is
 * told by its table and the texts of its key's values, in the order of the table's columns:
 *
 * <pre>{@code
 * int hash = Placement.start(oid);
 * hash = Placement.add(hash, bytes, from, length);
 * int partition = Placement.partition(hash, partitions);
 * }</pre>
 */
public final class Placement {
    /** Rows without a key whose LSNs differ in less stay together: about a page of the log. */
    private static final int NEAR_BITS = 13;

    private static final int ABSENT = 0x9e3779b9;

    private Placement() {}

    /**
     * The hash of a key without values.
     *
     * @param oid the table's {@code pg_class.oid}
     */
    public static int start(long oid) {
        return (int) (oid ^ oid >>> 32);
    }

    /** The hash with one more value of the key. */
    public static int add(int hash, byte[] bytes, int from, int length) {
        int value = length;
        for (int i = from; i < from + length; i++) {
            value = 31 * value + bytes[i];
        }
        return 31 * hash + mixed(value);
    }

    /** The hash with one more value of the key, which is NULL. */
    public static int addAbsent(int hash) {
        return 31 * hash + ABSENT;
    }

    /** @param partitions how many the change stream has, 1 or more */
    public static int partition(int hash, int partitions) {
        return Math.floorMod(mixed(hash), partitions);
    }

    /** Where that stands which is about a whole table. */
    public static int ofTable(long oid, int partitions) {
        return partition(start(oid), partitions);
    }

    /** Where a row of a table without a key stands: its place in the log is what tells it from others, so any will do. */
    public static int withoutKey(long oid, long lsn, int partitions) {
        return partition(31 * start(oid) + (int) (lsn >>> NEAR_BITS), partitions);
    }

    /** The last step of MurmurHash3: sequential keys spread over few partitions, too. */
    private static int mixed(int value) {
        int hash = value;
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}
