package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the changes of a table without a key: each adds a row or removes one, an update does both. */
final class KeylessRows {
    private final boolean isLoadedAgain;
    private final List<RowChange> rows = new ArrayList<>();
    private @Nullable SourcePosition deferred;

    /** @param isLoadedAgain whether the table is resynced after the changes, which then brings what they lack */
    KeylessRows(boolean isLoadedAgain) {
        this.isLoadedAgain = isLoadedAgain;
    }

    /** @param row the event's row, in the types of the table */
    void add(RowChange row, RowConverter fit) {
        switch (row.kind()) {
            case INSERT, SNAPSHOT_READ -> rows.add(row);
            case UPDATE -> {
                RowImage ended = ((Update) row).before();
                if (ended != null && isWhole(ended)) {
                    rows.add(fit.fit(new Delete(row.at(), row.position(), row.schema(), ended)));
                    rows.add(row);
                } else {
                    deferToResync(row);
                }
            }
            case DELETE -> {
                if (isWhole(row.row())) {
                    rows.add(row);
                } else {
                    deferToResync(row);
                }
            }
            case TRUNCATE, DESCRIBED, SCHEMA_SEEN, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE ->
                throw new IllegalArgumentException(row.kind() + " is no change of a row");
        }
    }

    /** Rows from before the table lost its key, or of a partition with a key of its own, have that key only. */
    private static boolean isWhole(RowImage ended) {
        return ended.kind() == RowImage.Kind.FULL;
    }

    /** Defers a change that does not identify its row: a later resync has its effect. */
    void deferToResync(RowChange row) {
        deferred = row.position();
    }

    List<RowChange> rows() {
        return rows;
    }

    /** The position of a deferred change; empty if there is none or a resync is already requested. */
    Optional<SourcePosition> deferredToResync() {
        return isLoadedAgain ? Optional.empty() : Optional.ofNullable(deferred);
    }
}
