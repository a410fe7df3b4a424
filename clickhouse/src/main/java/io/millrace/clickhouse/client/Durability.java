package io.millrace.clickhouse.client;

/** When what was inserted survives a power cut: it differs between servers. */
public enum Durability {
    /** A ClickHouse server: when the insert returns, by the settings of each table, which an operator may change. */
    INSERT("fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 67108864,"
            + " old_parts_lifetime = 60"),

    /**
     * The embedded ClickHouse: when {@link ClickHouseClient#makeDurable} returns. The engine syncs no part, and its front the whole
     * file system: syncing each part nearly doubles the CPU of a small insert and trebles its time.
     */
    GROUP("old_parts_lifetime = 60");

    private final String tableSettings;

    Durability(String tableSettings) {
        this.tableSettings = tableSettings;
    }

    /**
     * Settings, for a SETTINGS clause, of a MergeTree table whose rows must not be lost. Merged parts are kept until
     * their successor is surely on the disk (the kernel writes it within 35 s, the embedded ClickHouse within 20 s),
     * not for the default eight minutes: small inserts make many parts. A server syncs what it has merged from 64 MiB on, as
     * the kernel may take longer for that.
     */
    public String tableSettings() {
        return tableSettings;
    }
}
