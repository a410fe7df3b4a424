package io.millrace.controller.verify;

import io.millrace.controller.verify.CatchUpBarrier.StillLoading;
import java.io.IOException;
import java.sql.SQLException;

/** A table whose two sides are being compared: first in passing, then, where that proves nothing, as long as it takes. */
interface Comparison {
    /**
     * Compares without waiting for what is on its way.
     *
     * @return whether the two sides are equal; if not, they may be
     */
    boolean glance() throws SQLException, InterruptedException, IOException;

    /** What a look has found out that has proved the two sides equal. */
    Compared known();

    /** What it has come to; waits until what is on its way has arrived. */
    Compared result() throws SQLException, InterruptedException, IOException, StillLoading;
}
