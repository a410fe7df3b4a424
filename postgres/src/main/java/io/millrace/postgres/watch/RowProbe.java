package io.millrace.postgres.watch;

import java.sql.SQLException;

/** Cheap checks of a table's rows; none reads more than one row. */
interface RowProbe {
    /** Whether there may be rows. False is definite. */
    boolean any(long oid) throws SQLException;

    /**
     * Whether there is a row from before a transaction: then the table was only copied since, if anything, by VACUUM
     * FULL or CLUSTER. TRUNCATE leaves no such row, and ALTER TABLE rewrites all rows. True is definite.
     */
    boolean anyBefore(long oid, long mark) throws SQLException;

    /**
     * Whether attributes or values of a composite or enum type in the columns of a table were written after the table
     * was created. False is definite.
     */
    boolean typesChanged(long oid) throws SQLException;
}
