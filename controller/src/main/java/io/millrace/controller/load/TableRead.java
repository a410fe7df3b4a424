package io.millrace.controller.load;

import io.millrace.core.wire.KeyPartition;
import io.millrace.core.wire.TableDescription;
import io.millrace.postgres.load.PublishedTable;
import java.util.concurrent.atomic.AtomicLong;

/** A table that is being read, by one or more readers. */
final class TableRead {
    private final LoadTarget target;
    private final PublishedTable table;
    private final TableDescription.Encoded description;
    private final int hash;
    private final AtomicLong rows = new AtomicLong();

    TableRead(LoadTarget target, PublishedTable table) {
        this.target = target;
        this.table = table;
        this.description = table.description().encoded();
        this.hash = KeyPartition.start(table.description().table());
    }

    LoadTarget target() {
        return target;
    }

    PublishedTable table() {
        return table;
    }

    TableDescription.Encoded description() {
        return description;
    }

    boolean isKeyed() {
        return !table.description().key().isEmpty();
    }

    /** The initial value of the hash of a row's key. */
    int hash() {
        return hash;
    }

    /** The number of pages to read; 0 if it is not read by page ranges. */
    long pages() {
        return target.isWholeTable() ? table.pages() : 0;
    }

    /** @return how many rows have been read */
    long add(long more) {
        return rows.addAndGet(more);
    }
}
