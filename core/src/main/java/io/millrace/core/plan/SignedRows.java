package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers the changes of a table without a key: each makes a row or ends one, an update does both. */
final class SignedRows {
    private final WarehouseTable table;
    private final boolean isLoadedAgain;
    private final List<RowChange> rows = new ArrayList<>();
    private @Nullable SourcePosition untold;

    /** @param isLoadedAgain whether the table is loaded again after the changes, so that what they do not tell comes by that */
    SignedRows(WarehouseTable table, boolean isLoadedAgain) {
        this.table = table;
        this.isLoadedAgain = isLoadedAgain;
    }

    /** @param row the event's row, in the types of the table */
    void add(Pending one, RowChange row, RowFit fit, List<DeadLetter> letters) {
        RowImage ended = row instanceof ChangeEvent.Update update
                ? update.before()
                : row instanceof ChangeEvent.Delete ? row.row() : null;
        boolean ends = row instanceof ChangeEvent.Update || row instanceof ChangeEvent.Delete;
        if (!ends) {
            rows.add(row);
        } else if (ended == null || ended.kind() != RowImage.Kind.FULL) {
            untold(one, row, letters);
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

    /** A change of before the table lost its key tells no more than the key of the row that it ended. */
    private void untold(Pending one, RowChange row, List<DeadLetter> letters) {
        boolean isOfFormerShape =
                Long.compareUnsigned(row.position().lsn(), table.origin().shapeLsn()) < 0;
        if (isLoadedAgain || isOfFormerShape) {
            untold = row.position();
        } else {
            letters.add(
                    WritePlanner.letter(
                            one,
                            row,
                            ErrorCode.NO_KEY,
                            "Table " + row.schema().table()
                                    + " has no key in the warehouse, and the change does not tell all values of the row it ended."));
        }
    }

    List<RowChange> rows() {
        return rows;
    }

    /** A change whose row only a load after it brings; empty where there is none, or such a load is asked for already. */
    Optional<SourcePosition> wantsLoad() {
        return isLoadedAgain ? Optional.empty() : Optional.ofNullable(untold);
    }
}
