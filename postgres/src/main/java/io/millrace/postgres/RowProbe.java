package io.millrace.postgres;

import java.sql.SQLException;

/** Cheap questions about the rows of a table and what they are made of; none reads more than one. */
interface RowProbe {
    /** Whether there may be rows. False is certain. */
    boolean any(long oid) throws SQLException;

    /**
     * Whether there is a row that was there before a transaction: then the table was at most copied since, by VACUUM FULL or
     * CLUSTER. TRUNCATE leaves no such row, and ALTER TABLE writes all rows anew. True is certain.
     */
    boolean anyBefore(long oid, long mark) throws SQLException;

    /**
     * Whether attributes or values of a composite or enum type in the columns of a table were written after the table was made.
     * False is certain.
     */
    boolean typesChanged(long oid) throws SQLException;
}
