package io.millrace.core.verify;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;

/**
 * What one side says of many rows at once.
 *
 * @param rows how many they are
 * @param hash the sum of 64 bits of the MD5 of each row's texts, taken as signed: the order of rows does not matter
 * @param misfits how many rows have a value that its column cannot hold; the source says 0
 */
public record ChunkSum(long rows, BigInteger hash, long misfits) {
    public ChunkSum {
        requireNonNull(hash, "hash is null");
    }

    /** Whether nothing more needs to be looked at. */
    public boolean proves(ChunkSum other) {
        return rows == other.rows && hash.equals(other.hash) && misfits == 0 && other.misfits == 0;
    }
}
