package io.millrace.controller.verify;

import io.millrace.controller.verify.CatchUpBarrier.StillLoading;
import java.io.IOException;
import java.sql.SQLException;

/** The comparison of a table: first optimistic, then, if that proves nothing, thorough. */
interface Comparison {
    /**
     * Compares without waiting for the stream.
     *
     * @return whether the two sides are equal; if not, they may be
     */
    boolean glance() throws SQLException, InterruptedException, IOException;

    /** The result of a pass that proved the two sides equal. */
    Compared known();

    /** The final result; waits for the stream. */
    Compared result() throws SQLException, InterruptedException, IOException, StillLoading;
}
