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

/** Gathers the changes of a table without a key: each makes a row or ends one, an update does both. */
final class SignedRows {
    private final boolean isLoadedAgain;
    private final List<RowChange> rows = new ArrayList<>();
    private @Nullable SourcePosition untold;

    /** @param isLoadedAgain whether the table is loaded again after the changes, so that what they do not tell comes by that */
    SignedRows(boolean isLoadedAgain) {
        this.isLoadedAgain = isLoadedAgain;
    }

    /** @param row the event's row, in the types of the table */
    void add(RowChange row, RowFit fit) {
        switch (row.kind()) {
            case INSERT, SNAPSHOT_READ -> rows.add(row);
            case UPDATE -> {
                RowImage ended = ((Update) row).before();
                if (ended != null && isWhole(ended)) {
                    rows.add(fit.fit(new Delete(row.at(), row.position(), row.schema(), ended)));
                    rows.add(row);
                } else {
                    leaveToLoad(row);
                }
            }
            case DELETE -> {
                if (isWhole(row.row())) {
                    rows.add(row);
                } else {
                    leaveToLoad(row);
                }
            }
            case TRUNCATE, DESCRIBED, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE ->
                throw new IllegalArgumentException(row.kind() + " is no change of a row");
        }
    }

    /** Rows from before the table lost its key, or of a partition with a key of its own, have that key only. */
    private static boolean isWhole(RowImage ended) {
        return ended.kind() == RowImage.Kind.FULL;
    }

    /** A change that does not tell its row: a load after it brings what it did. */
    void leaveToLoad(RowChange row) {
        untold = row.position();
    }

    List<RowChange> rows() {
        return rows;
    }

    /** A change whose row only a load after it brings; empty where there is none, or such a load is asked for already. */
    Optional<SourcePosition> wantsLoad() {
        return isLoadedAgain ? Optional.empty() : Optional.ofNullable(untold);
    }
}
