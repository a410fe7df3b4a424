package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
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
        RowImage ended = row instanceof ChangeEvent.Update update
                ? update.before()
                : row instanceof ChangeEvent.Delete ? row.row() : null;
        boolean ends = row instanceof ChangeEvent.Update || row instanceof ChangeEvent.Delete;
        if (!ends) {
            rows.add(row);
        } else if (ended == null || ended.kind() != RowImage.Kind.FULL) {
            // Of before the table lost its key, or of a partition with a key of its own: tells that key alone.
            leaveToLoad(row);
        } else if (row instanceof ChangeEvent.Update update) {
            rows.add(fit.fit(new ChangeEvent.Delete(update.at(), update.position(), update.schema(), ended)));
            rows.add(update);
        } else {
            rows.add(row);
        }
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
