package io.millrace.clickhouse.bookkeeping;

import java.time.Instant;

/**
 * What the probe saw of a replication slot. LSNs are unsigned.
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
        long lagBytes) {}
