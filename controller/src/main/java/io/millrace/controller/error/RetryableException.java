package io.millrace.controller.error;

import io.millrace.connect.ConnectFailure;
import io.millrace.kafka.LogException;
import java.sql.SQLException;
import java.util.List;

/** Another process is down or busy, so a retry can succeed. The message says which, in one line. */
public final class RetryableException extends RuntimeException {
    /** No connection; transaction rolled back; resources; a lock; an operator's intervention. */
    private static final List<String> PASSING = List.of("08", "40", "53", "55", "57");

    /** A lock that another session holds. */
    private static final String LOCKED = "55P03";

    private RetryableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Something that talks to other processes. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException, InterruptedException;
    }

    /**
     * Runs some work and classifies its failures.
     *
     * @throws RetryableException if a process is down or busy
     * @throws ControllerException if the source refuses permanently
     */
    public static <T> T wrap(Work<T> work) throws InterruptedException {
        try {
            return work.run();
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "08" : e.getSQLState();
            String message = "the source does not answer: " + e.getMessage();
            if (PASSING.stream().anyMatch(state::startsWith)) {
                throw new RetryableException(message, e);
            }
            throw new ControllerException("the source refuses: " + e.getMessage(), e);
        } catch (LogException e) {
            throw of(e);
        } catch (ConnectFailure e) {
            if (e.passing()) {
                throw of(e);
            }
            throw e;
        }
    }

    /** Whether it may concern only one of several tables: another session holds a lock on it. */
    public boolean isOfOneTable() {
        return getCause() instanceof SQLException e && LOCKED.equals(e.getSQLState());
    }

    /** With the message of its cause. */
    public static RetryableException of(Exception cause) {
        return new RetryableException(String.valueOf(cause.getMessage()), cause);
    }
}
