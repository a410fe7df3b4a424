package io.millrace.ops.alert;

import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.table.Verified;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts from the warehouse.
 *
 * @param lag of the warehouse behind the log
 * @param busiest the table with most of the written rows; null if nothing is written or hardly anything waits
 * @param stall how long nothing has become durable
 * @param wal how the slot's WAL grows; null without samples
 * @param latency of the last minute; null if nothing has landed
 * @param deadLetters open dead letters by table
 * @param rescued of the last hour by table
 * @param paused tables whose rows wait, with the reason
 * @param unloaded tables whose last load failed, with the reason
 * @param verified by mirrored table, the result of the last comparison
 * @param disks of the warehouse
 * @param duties of all processes that have reported them
 */
public record WarehouseFacts(
        Lag lag,
        @Nullable Busiest busiest,
        Stall stall,
        @Nullable Growth wal,
        @Nullable Latency latency,
        List<Count> deadLetters,
        List<Count> rescued,
        Map<String, String> paused,
        Map<String, String> unloaded,
        Map<String, Verified> verified,
        List<Disk> disks,
        List<Duty> duties) {
    public WarehouseFacts {
        deadLetters = List.copyOf(deadLetters);
        rescued = List.copyOf(rescued);
        paused = Map.copyOf(paused);
        unloaded = Map.copyOf(unloaded);
        verified = Map.copyOf(verified);
        disks = List.copyOf(disks);
        duties = List.copyOf(duties);
    }

    /** The same with newer facts about the stream, of which nothing but heartbeats has come meanwhile. */
    WarehouseFacts with(Lag newerLag, Stall newerStall) {
        return new WarehouseFacts(
                newerLag,
                null,
                newerStall,
                wal,
                latency,
                deadLetters,
                rescued,
                paused,
                unloaded,
                verified,
                disks,
                duties);
    }

    /**
     * Whether changes flow: the connector commits a heartbeat in the source every five seconds, so something always
     * should.
     *
     * @param seconds since something newer than before has become durable in the warehouse, by the clock of ops
     * @param behindSeconds how old the newest durable commit is, by the clocks of the source and ops; null if there is
     *     none
     * @param lsn the highest durable LSN, unsigned; 0 if there is none
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
     * @param bytes growth since the beginning; negative if it shrank
     * @param seconds from the first sample to the last
     */
    public record Growth(long bytes, double seconds) {
        private static final double LEAST_SECONDS = 60;
        private static final long LEAST_BYTES = 16L << 20;

        /** Bytes per second; 0 without measurable growth. */
        double rate() {
            return seconds < LEAST_SECONDS || bytes < LEAST_BYTES ? 0 : bytes / seconds;
        }
    }

    /**
     * From commit to queryable.
     *
     * @param p99Seconds the 99th percentile
     * @param changes number of changes
     */
    public record Latency(double p99Seconds, long changes) {}

    /**
     * A duty of a process.
     *
     * @param detail why it is failing; empty if it works
     * @param ageSeconds since it was reported
     */
    public record Duty(String process, String name, boolean failing, String detail, long ageSeconds) {}

    /**
     * Things by table.
     *
     * @param table empty if unknown
     * @param count how many
     * @param of error codes or columns
     */
    public record Count(String table, long count, String of) {}
}
