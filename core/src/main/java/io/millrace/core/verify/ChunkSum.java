package io.millrace.core.verify;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;

/**
 * The checksum of many rows on one side.
 *
 * @param rows how many
 * @param hash the sum of 64 bits of the MD5 of each row's texts, taken as signed: the order of rows does not matter
 * @param rescued how many rows have rescued values; 0 for the source
 */
public record ChunkSum(long rows, BigInteger hash, long rescued) {
    public ChunkSum {
        requireNonNull(hash, "hash is null");
    }

    /** Whether the rows are proved equal. */
    public boolean proves(ChunkSum other) {
        return rows == other.rows && hash.equals(other.hash) && rescued == 0 && other.rescued == 0;
    }
}
