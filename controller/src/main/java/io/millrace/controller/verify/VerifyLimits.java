package io.millrace.controller.verify;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits of comparisons.
 *
 * @param rowsPerSecond limit of rows read from the source per second, 1 or more
 * @param replica libpq URL of a replica that is read instead of the source
 * @param chunk rows per checksum
 * @param listedChunk rows that are listed with values at once, where not all have a text that both sides write alike
 * @param mostKeylessRows rows of a table without a key that are held in memory to find out which of them differ
 * @param readers tables that are compared at a time
 * @param recheckers tables that are rechecked at a time, which is mostly waiting
 * @param loads timeout for the loads of one table
 */
public record VerifyLimits(
        int rowsPerSecond,
        Optional<String> replica,
        int chunk,
        int listedChunk,
        long mostKeylessRows,
        int readers,
        int recheckers,
        Duration loads) {
    public VerifyLimits {
        requireNonNull(replica, "replica is null");
        requireNonNull(loads, "loads is null");
    }

    public static VerifyLimits ofCommand(int rowsPerSecond, Optional<String> replica, Duration loads) {
        return new VerifyLimits(rowsPerSecond, replica, 20_000, 2_000, 1_000_000, 4, 8, loads);
    }

    /**
     * In the controller for a request.
     *
     * @param rowsPerSecond 1 or more
     */
    public static VerifyLimits ofRequest(int rowsPerSecond, Optional<String> replica, Duration loads) {
        return new VerifyLimits(rowsPerSecond, replica, 20_000, 500, 300_000, 2, 4, loads);
    }

    /** For the controller, whose memory is small. */
    static VerifyLimits ofBackground(Config.Verify config) {
        return new VerifyLimits(
                config.backgroundRowsPerSecond(), config.replica(), 5_000, 200, 10_000, 1, 1, Duration.ZERO);
    }
}
