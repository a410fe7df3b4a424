package io.millrace.postgres.probe;

import java.util.OptionalLong;

/**
 * The state of a replication slot at one moment. Bytes are bytes of WAL.
 *
 * @param slot its name
 * @param active whether a connector is attached right now
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}; from {@code unreserved} on
 *     changes are about to be, or have been, lost
 * @param restartLsn from here on Postgres keeps WAL for the slot
 * @param confirmedFlushLsn everything before it is durable in Kafka
 * @param currentLsn where Postgres writes
 * @param retainedBytes {@code currentLsn - restartLsn}: what the slot costs in disk space
 * @param lagBytes {@code currentLsn - confirmedFlushLsn}: what is not yet captured for good
 * @param safeWalSize bytes until the slot loses WAL; empty if {@code max_slot_wal_keep_size} sets no limit
 */
public record SlotState(
        String slot,
        boolean active,
        String walStatus,
        long restartLsn,
        long confirmedFlushLsn,
        long currentLsn,
        long retainedBytes,
        long lagBytes,
        OptionalLong safeWalSize) {}
