package io.millrace.launcher.verify;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import java.util.Optional;

/**
 * What comparing may take.
 *
 * @param rowsPerSecond how many rows of the source are read a second at most, 1 or more
 * @param replica libpq URL of a replica that is read in the source's place
 * @param chunk rows that both sides add up at once
 * @param listedChunk rows that are listed with values at once, where not all have a text that both sides write alike
 * @param mostKeylessRows rows of a table without a key that are held in memory to find out which of them differ
 */
public record VerifyLimits(
        int rowsPerSecond, Optional<String> replica, int chunk, int listedChunk, long mostKeylessRows) {
    public VerifyLimits {
        requireNonNull(replica, "replica is null");
    }

    public static VerifyLimits ofCommand(int rowsPerSecond, Optional<String> replica) {
        return new VerifyLimits(rowsPerSecond, replica, 20_000, 2_000, 1_000_000);
    }

    /** In the launcher, whose memory is small. */
    static VerifyLimits ofBackground(Config.Verify config) {
        return new VerifyLimits(config.backgroundRowsPerSecond(), config.replica(), 5_000, 200, 10_000);
    }
}
