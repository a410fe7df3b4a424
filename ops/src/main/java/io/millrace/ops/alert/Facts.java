package io.millrace.ops.alert;

import io.millrace.ops.api.Lag;
import io.millrace.ops.api.Verified;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the warehouse tells.
 *
 * @param lag of the warehouse behind the log
 * @param busiest the table that most of what is written belongs to; null where nothing is written, or hardly anything waits
 * @param stall how long nothing has become durable
 * @param wal how the slot's WAL grows; null without samples
 * @param latency of the last minute; null where nothing has landed
 * @param letters open dead letters by table
 * @param misfits of the last hour by table
 * @param paused tables whose rows wait, with the reason
 * @param unloaded tables whose last load failed, with the reason
 * @param verified by mirrored table, what the last comparison has found out
 * @param disks of the warehouse
 * @param duties of all processes that have reported them
 */
public record Facts(
        Lag lag,
        @Nullable Busiest busiest,
        Stall stall,
        @Nullable Growth wal,
        @Nullable Latency latency,
        List<Count> letters,
        List<Count> misfits,
        Map<String, String> paused,
        Map<String, String> unloaded,
        Map<String, Verified> verified,
        List<Disk> disks,
        List<Duty> duties) {
    public Facts {
        letters = List.copyOf(letters);
        misfits = List.copyOf(misfits);
        paused = Map.copyOf(paused);
        unloaded = Map.copyOf(unloaded);
        verified = Map.copyOf(verified);
        disks = List.copyOf(disks);
        duties = List.copyOf(duties);
    }

    /**
     * What comes through: the connector commits a heartbeat in the source every two seconds, so something always should.
     *
     * @param seconds since something newer than before has become durable in the warehouse, by the clock of ops
     * @param behindSeconds how old the newest durable commit is, by the clocks of the source and ops; null where there is none
     * @param lsn the highest durable LSN, unsigned; 0 where there is none
     */
    public record Stall(double seconds, @Nullable Double behindSeconds, long lsn) {}

    /**
     * The table with the most rows written within the last minute.
     *
     * @param percent of the rows of all mirrored tables
     */
    public record Busiest(String table, long percent) {}

    /**
     * WAL that the slot retains, over up to ten minutes.
     *
     * @param bytes more than at the beginning; negative where it shrank
     * @param seconds from the first sample to the last
     */
    public record Growth(long bytes, double seconds) {
        private static final double LEAST_SECONDS = 60;
        private static final long LEAST_BYTES = 16L << 20;

        /** Bytes a second; 0 where it does not grow, or too little to tell. */
        double rate() {
            return seconds < LEAST_SECONDS || bytes < LEAST_BYTES ? 0 : bytes / seconds;
        }
    }

    /**
     * From commit to queryable.
     *
     * @param p99Seconds of the changes
     * @param changes how many
     */
    public record Latency(double p99Seconds, long changes) {}

    /**
     * What a process does for all its life.
     *
     * @param detail why it is failing; empty where it works
     * @param ageSeconds since it was reported
     */
    public record Duty(String process, String name, boolean failing, String detail, long ageSeconds) {}

    /**
     * Things by table.
     *
     * @param table empty where it could not be told
     * @param count how many
     * @param of error codes or columns
     */
    public record Count(String table, long count, String of) {}
}
