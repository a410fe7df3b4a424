package io.millrace.controller.verify;

import io.millrace.controller.error.ControllerException;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.verify.NotComparable;
import io.millrace.core.warehouse.WarehouseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Maps a failed comparison to the table's verdict. Pure. */
final class ComparisonFailure {
    /** No connection; the server is going down. */
    private static final List<String> AWAY = List.of("08", "57P0", "58");
    /** Rolled back; resources; a lock; it took too long. */
    private static final List<String> BUSY = List.of("40", "53", "55", "57");
    /** No such table, column or schema; a type that is another one by now. */
    private static final List<String> CHANGED = List.of("42P01", "42703", "42804", "42883", "3F000");

    private static final String RIGHTS = "42501";
    /** A lock or statement timeout has already been waited for. */
    private static final List<String> NO_OTHER_TRY = List.of(RIGHTS, "55P03", "57014");

    private ComparisonFailure() {}

    /** Whether one of the systems cannot be reached, so that the next table fails, too. */
    static boolean isAway(Exception e) {
        return e instanceof SQLException sql ? isOf(sql, AWAY) : e instanceof IOException;
    }

    /** Whether a retry may help. */
    static boolean mayPass(Exception e) {
        return !(e instanceof CatchUpBarrier.StillLoading)
                && !(e instanceof ControllerException)
                && !(e instanceof SQLException sql
                        && sql.getSQLState() != null
                        && NO_OTHER_TRY.contains(sql.getSQLState()));
    }

    static Outcome outcome(TableId table, Exception e) {
        if (e instanceof SQLException sql) {
            return of(table, sql);
        } else if (e instanceof WarehouseException refusal) {
            return refusal.code().action() == ErrorCode.Action.RETRY
                    ? Outcome.without(table, Verdict.UNDECIDED, "the warehouse does not answer: " + line(e))
                    : Outcome.without(table, Verdict.NOT_COMPARABLE, "the warehouse refuses: " + line(e));
        } else if (e instanceof IOException) {
            return Outcome.without(table, Verdict.UNDECIDED, "the warehouse does not answer: " + line(e));
        } else if (e instanceof NotComparable) {
            return Outcome.without(table, Verdict.NOT_COMPARABLE, line(e));
        } else if (e instanceof CatchUpBarrier.StillLoading || e instanceof ControllerException) {
            return Outcome.without(table, Verdict.UNDECIDED, line(e));
        }
        return Outcome.without(table, Verdict.NOT_COMPARABLE, "an unexpected error: " + e);
    }

    private static Outcome of(TableId table, SQLException e) {
        if (isOf(e, AWAY)) {
            return Outcome.without(table, Verdict.UNDECIDED, "the source does not answer: " + line(e));
        } else if (isOf(e, CHANGED)) {
            return Outcome.without(table, Verdict.UNDECIDED, "it was changed while it was compared: " + line(e));
        } else if (isOf(e, BUSY)) {
            return Outcome.without(table, Verdict.UNDECIDED, "the source is busy with the table: " + line(e));
        }
        return Outcome.without(
                table,
                Verdict.NOT_COMPARABLE,
                "the source refuses: " + line(e)
                        + (RIGHTS.equals(e.getSQLState())
                                ? ": see `./millrace doctor` for the right that is missing"
                                : ""));
    }

    private static boolean isOf(SQLException e, List<String> states) {
        String state = e.getSQLState() == null ? "08" : e.getSQLState();
        return states.stream().anyMatch(state::startsWith);
    }

    private static String line(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
