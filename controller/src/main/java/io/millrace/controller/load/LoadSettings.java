package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;

import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.PostgresUrl;

/**
 * How a {@link TableLoader} reads and what it writes.
 *
 * @param source the source, with a login that may read the tables
 * @param publication only published tables and columns are read
 * @param rules which columns are dropped, masked or hashed
 * @param partitions of the change stream, 1 or more
 * @param epoch how often changes of the source were lost: {@link io.millrace.core.event.StreamEpoch}
 * @param rowsPerSecond limit for all readers together; 0 for no limit
 * @param readers concurrent connections, 1 or more
 */
public record LoadSettings(
        PostgresUrl source,
        String publication,
        ColumnRules rules,
        int partitions,
        int epoch,
        int rowsPerSecond,
        int readers) {
    /** A good number for two cores. */
    public static final int DEFAULT_READERS = 2;

    public LoadSettings {
        requireNonNull(source, "source is null");
        requireNonNull(publication, "publication is null");
        requireNonNull(rules, "rules is null");
        if (partitions < 1 || readers < 1 || rowsPerSecond < 0) {
            throw new IllegalArgumentException("partitions " + partitions + ", readers " + readers + ", rowsPerSecond "
                    + rowsPerSecond + ": out of range");
        }
    }

    /** With the default number of readers. */
    public LoadSettings(
            PostgresUrl source, String publication, ColumnRules rules, int partitions, int epoch, int rowsPerSecond) {
        this(source, publication, rules, partitions, epoch, rowsPerSecond, DEFAULT_READERS);
    }
}
