package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.WritePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SupersededRowsTest {
    private static final TableId OTHERS = new TableId("public", "others");

    /** Offsets 0 and 1 are of the row 7, 2 is of the row 8; 3 and 4 are of a row of another table. */
    private final List<ChangeEvent> events = List.of(
            event(0, 7, Rows.ORDERS),
            event(1, 7, Rows.ORDERS),
            event(2, 8, Rows.ORDERS),
            event(3, 7, OTHERS),
            event(4, 7, OTHERS));

    @Test
    void withoutRejectionNothingIsPlannedAgain() {
        assertThat(again()).isEmpty();
    }

    @Test
    void anEarlierChangeOfARejectedOneIsPlannedAgain() {
        assertThat(again(1L)).containsExactly(0L);
        assertThat(again(4L)).containsExactly(3L);
    }

    @Test
    void anEarlierChangeThatWasRejectedAsWellIsNot() {
        assertThat(again(0L, 1L)).isEmpty();
    }

    private List<Long> again(Long... rejected) {
        List<TableBatch> batches = new WritePlanner()
                .plan(events, TableLookup.of(events, (oids, names) -> new FoundTables(Map.of(), Map.of())))
                .batches();
        List<Long> offsets = new ArrayList<>();
        SupersededRows.toPlanAgain(events, batches, at -> List.of(rejected).contains(at.offset()))
                .forEach(event -> offsets.add(event.at().offset()));
        return offsets;
    }

    private static ChangeEvent event(long offset, long id, TableId table) {
        return ((DecodedRecord.Event) Rows.decode(Rows.record(0, offset, id), table)).event();
    }
}
