package io.millrace.controller.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.controller.error.ControllerException;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.verify.NotComparable;
import io.millrace.core.warehouse.WarehouseException;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonFailureTest {
    private static final TableId TABLE = new TableId("public", "t");

    @ParameterizedTest
    @CsvSource({
        "08006, UNDECIDED, the source does not answer",
        "57P01, UNDECIDED, the source does not answer",
        "57014, UNDECIDED, the source is busy with the table",
        "55P03, UNDECIDED, the source is busy with the table",
        "53300, UNDECIDED, the source is busy with the table",
        "42P01, UNDECIDED, it was changed while it was compared",
        "42703, UNDECIDED, it was changed while it was compared",
        "42501, NOT_COMPARABLE, the source refuses",
        "0A000, NOT_COMPARABLE, the source refuses",
        "XX001, NOT_COMPARABLE, the source refuses"
    })
    void whatTheSourceSaysDecides(String state, Verdict verdict, String reason) {
        Outcome outcome = ComparisonFailure.outcome(TABLE, new SQLException("why\nmore", state));

        assertThat(outcome.verdict()).isEqualTo(verdict);
        assertThat(outcome.reason()).startsWith(reason + ": why").doesNotContain("more");
        assertThat(outcome.equal()).isFalse();
    }

    @Test
    void whatCannotBeReachedIsUndecidedAndTheNextTableFaresNoBetter() {
        assertThat(ComparisonFailure.isAway(new SQLException("x"))).isTrue();
        assertThat(ComparisonFailure.isAway(new IOException("x"))).isTrue();
        assertThat(ComparisonFailure.isAway(new SQLException("x", "42501"))).isFalse();
        assertThat(verdict(new IOException("x"))).isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(new ControllerException("not everything has arrived")))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(new CatchUpBarrier.StillLoading("it is being loaded")))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(new WarehouseException(ErrorCode.WAREHOUSE_OVERLOADED, "x", null)))
                .isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void whatNoWaitHelpsAgainstIsNotComparable() {
        assertThat(verdict(new NotComparable("x"))).isEqualTo(Verdict.NOT_COMPARABLE);
        assertThat(verdict(new IllegalStateException("x"))).isEqualTo(Verdict.NOT_COMPARABLE);
    }

    private static Verdict verdict(Exception e) {
        return ComparisonFailure.outcome(TABLE, e).verdict();
    }
}
