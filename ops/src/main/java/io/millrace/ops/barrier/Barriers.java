package io.millrace.ops.barrier;

import io.millrace.ops.api.Problem;
import io.millrace.ops.api.control.BarrierReport;
import io.millrace.ops.http.ApiFailure;
import io.millrace.postgres.Lsn;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The barriers that someone asks for. A barrier is a position of the source, which its id states: nothing has to be
 * stored, and another process, or this one after a restart, follows it from the beginning. Thread-safe.
 */
public final class Barriers {
    private static final int MOST_FOLLOWED = 256;

    private final BarrierInputs inputs;
    private final String slot;
    private final Clock clock;

    /** The one that was not asked for the longest goes first. */
    private final Map<String, CatchUp> followed = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CatchUp> eldest) {
            return size() > MOST_FOLLOWED;
        }
    };

    /** @param slot the name of the replication slot, for messages */
    public Barriers(SystemInputs inputs, String slot, Clock clock) {
        this((BarrierInputs) inputs, slot, clock);
    }

    Barriers(BarrierInputs inputs, String slot, Clock clock) {
        this.inputs = inputs;
        this.slot = slot;
        this.clock = clock;
    }

    /** A barrier at the current position. */
    BarrierReport mark() {
        try {
            return at(inputs.mark());
        } catch (SQLException e) {
            throw silent(e);
        }
    }

    /** A barrier at a position, unsigned. Loads count that are asked for until it is reached. */
    BarrierReport at(long lsn) {
        String id = String.format(Locale.ROOT, "%016X", lsn);
        CatchUp begun = new CatchUp(lsn, inputs, System::nanoTime);
        synchronized (followed) {
            followed.put(id, begun);
        }
        return report(id, lsn, begun);
    }

    /** How a barrier stands. */
    BarrierReport look(String id) {
        long lsn = Long.parseUnsignedLong(id, 16);
        CatchUp catchUp;
        synchronized (followed) {
            catchUp = followed.computeIfAbsent(id, unknown -> new CatchUp(lsn, inputs, System::nanoTime));
        }
        return report(id, lsn, catchUp);
    }

    private BarrierReport report(String id, long lsn, CatchUp catchUp) {
        try {
            CatchUp.Standing standing = catchUp.look();
            boolean ended = standing.stage().isEnd();
            return new BarrierReport(
                    id,
                    Lsn.format(lsn),
                    ended ? standing.stage().text() : "waiting",
                    ended ? null : standing.stage().text(),
                    standing.detail(),
                    standing.secondsLeft(),
                    clock.instant());
        } catch (CatchUp.NoSlotException e) {
            throw ApiFailure.of(
                    Problem.Code.SOURCE_UNAVAILABLE,
                    "The source has no replication slot " + slot
                            + " (yet), so nothing is captured: see whether a controller runs and is active.");
        } catch (SQLException e) {
            throw silent(e);
        }
    }

    private static ApiFailure silent(SQLException e) {
        return ApiFailure.of(
                Problem.Code.SOURCE_UNAVAILABLE,
                "The source does not answer: " + e.getMessage() + ". See source.url, and whether Postgres runs.");
    }
}
