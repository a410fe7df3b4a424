package io.millrace.connect.stream;

import java.sql.SQLException;

/** Tells whether the server has sent something. */
interface Watch {
    /** Whether there is something to read, without a wait. */
    boolean ready() throws SQLException;

    /**
     * Waits until there is something to read.
     *
     * @param millis at most, 1 or more
     * @return false where nothing came in time
     */
    boolean await(int millis) throws SQLException;
}
