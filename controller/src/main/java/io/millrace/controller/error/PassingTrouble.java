package io.millrace.controller.error;

import io.millrace.connect.ConnectFailure;
import io.millrace.kafka.LogException;
import java.sql.SQLException;
import java.util.List;

/** Another process is away or busy: the same can succeed later. The message says which, in one line. */
public final class PassingTrouble extends RuntimeException {
    /** No connection; transaction rolled back; resources; a lock; an operator's intervention. */
    private static final List<String> PASSING = List.of("08", "40", "53", "55", "57");

    /** A lock that another session holds. */
    private static final String LOCKED = "55P03";

    private PassingTrouble(String message, Throwable cause) {
        super(message, cause);
    }

    /** Something that talks to other processes. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException, InterruptedException;
    }

    /**
     * Does something.
     *
     * @throws PassingTrouble where a process is away or busy
     * @throws ControllerException where the source refuses for good
     */
    public static <T> T told(Work<T> work) throws InterruptedException {
        try {
            return work.run();
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "08" : e.getSQLState();
            String message = "the source does not answer: " + e.getMessage();
            if (PASSING.stream().anyMatch(state::startsWith)) {
                throw new PassingTrouble(message, e);
            }
            throw new ControllerException("the source refuses: " + e.getMessage(), e);
        } catch (LogException e) {
            throw because(e);
        } catch (ConnectFailure e) {
            if (e.passing()) {
                throw because(e);
            }
            throw e;
        }
    }

    /** Whether only one of several tables may be concerned: another session holds a lock of it. */
    public boolean isOfOneTable() {
        return getCause() instanceof SQLException e && LOCKED.equals(e.getSQLState());
    }

    /** With the message of its cause. */
    public static PassingTrouble because(Exception cause) {
        return new PassingTrouble(String.valueOf(cause.getMessage()), cause);
    }
}
