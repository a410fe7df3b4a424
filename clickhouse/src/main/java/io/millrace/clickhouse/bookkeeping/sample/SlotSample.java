package io.millrace.clickhouse.bookkeeping.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sample of a replication slot's state, taken by the probe. LSNs are unsigned.
 *
 * @param at when
 * @param slot its name
 * @param active true while a connector reads it
 * @param walStatus {@code pg_replication_slots.wal_status}: reserved, extended, unreserved, lost
 * @param restartLsn from where the source keeps WAL
 * @param confirmedFlushLsn up to where the reader has confirmed
 * @param currentLsn where the source writes
 * @param retainedBytes WAL kept for the slot
 * @param lagBytes WAL that the reader has not confirmed
 * @param safeBytes WAL that the source may still write before the slot loses some; null if it has no limit
 */
public record SlotSample(
        Instant at,
        String slot,
        boolean active,
        String walStatus,
        long restartLsn,
        long confirmedFlushLsn,
        long currentLsn,
        long retainedBytes,
        long lagBytes,
        @Nullable Long safeBytes) {
    /** For a slot whose WAL has no limit. */
    public SlotSample(
            Instant at,
            String slot,
            boolean active,
            String walStatus,
            long restartLsn,
            long confirmedFlushLsn,
            long currentLsn,
            long retainedBytes,
            long lagBytes) {
        this(at, slot, active, walStatus, restartLsn, confirmedFlushLsn, currentLsn, retainedBytes, lagBytes, null);
    }
}
