package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;

import io.millrace.core.protect.ColumnRules;
import io.millrace.postgres.PostgresUrl;

/**
 * How a {@link TableLoader} reads and what it writes.
 *
 * @param source where the tables are, with a login that may read them
 * @param publication nothing is read of what it does not publish
 * @param rules which columns are dropped, masked or hashed
 * @param partitions of the change stream, 1 or more
 * @param epoch how often changes of the source were lost: {@link io.millrace.core.event.SourceEra}
 * @param rowsPerSecond at most, all readers together; 0 for no limit
 * @param readers connections that read at a time, 1 or more
 */
public record LoadSettings(
        PostgresUrl source,
        String publication,
        ColumnRules rules,
        int partitions,
        int epoch,
        int rowsPerSecond,
        int readers) {
    /** As many as there is work for on two cores beside the rest. */
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

    /** With as many readers as usual. */
    public LoadSettings(
            PostgresUrl source, String publication, ColumnRules rules, int partitions, int epoch, int rowsPerSecond) {
        this(source, publication, rules, partitions, epoch, rowsPerSecond, DEFAULT_READERS);
    }
}
