package io.millrace.connect.stream;

import java.sql.SQLException;

/** Checks whether the server has sent data. */
interface Watch {
    /** Whether there is something to read, without waiting. */
    boolean ready() throws SQLException;

    /**
     * Waits until there is something to read.
     *
     * @param millis at most, 1 or more
     * @return false on timeout
     */
    boolean await(int millis) throws SQLException;

    /**
     * Waits for a time, whatever comes meanwhile, if {@link #ready} would see what comes; else returns at once. A thread that waits for data is woken by each message, of which a row has three.
     *
     * @param nanos shorter than the server's patience by far
     */
    void pause(long nanos);
}
