package io.millrace.e2e;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** A source and the warehouse that follows it, for those who load the one and look at the other. */
interface Followed {
    /** To the source. */
    Connection connect() throws SQLException;

    Http warehouse();

    Contents contents();

    /** The warehouse's database with the views. */
    String database();

    /** Whether every process works that the way from source to warehouse needs. */
    boolean isHealthy() throws IOException;

    /** Starts again what would start all else, if that is gone. */
    default void startIfGone() throws IOException, InterruptedException {}
}
