package io.millrace.bench.workload;

import io.millrace.bench.system.MeasuredSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Transactions of one shape, numbered from 0, and how to find out which of them are queryable. */
public interface Shape {
    /** Its name in results. */
    String name();

    /** Changes in each transaction. */
    int changes();

    /** How many clients at most may share the transactions, by turns. */
    default int mostClients() {
        return 64;
    }

    /** Whether a transaction can be seen by {@link #question}; if not, it is load only. */
    default boolean isLookedAt(int index) {
        return true;
    }

    /** Creates its tables and waits until the first row of each is queryable. */
    void prepare(MeasuredSystem system) throws InterruptedException;

    /** The writer of one client. */
    Writer writer(Connection connection) throws SQLException;

    /** A query for what is queryable of the transactions from {@code lowest} on. */
    String question(int lowest);

    /** Records the answer's rows. */
    void read(List<String> rows, long now, SeenTimes times);

    /** Writes transactions on one connection. */
    @FunctionalInterface
    interface Writer {
        /** Returns when the transaction is committed. */
        void write(int index) throws SQLException;
    }
}
