package io.millrace.controller.verify;

import io.millrace.controller.verify.CatchUpBarrier.StillLoading;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedRow;
import io.millrace.core.verify.Difference;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Compares a table without a key as a multiset: first by one hash of all rows, then row by row. Single rows cannot be
 * read again, so all are; a difference is true if two consecutive passes find it.
 */
final class KeylessComparison implements Comparison {
    private static final int MOST_LOOKS = 8;

    /** Rows of large tables are held in memory for one table at a time. */
    private static final Object LISTING = new Object();

    private static final int LARGE = 20_000;

    private static final TablePair.Range ALL = new TablePair.Range(null, null);

    private final TablePair pair;
    private final CatchUpBarrier barrier;
    private final VerifyLimits limits;
    private final RateLimiter rateLimiter;
    private final LongConsumer progress;
    private long sourceRows;
    private long warehouseRows;

    /**
     * @param rateLimiter shared with others who read the source
     * @param progress receives the number of source rows read
     */
    KeylessComparison(
            TablePair pair,
            CatchUpBarrier barrier,
            VerifyLimits limits,
            RateLimiter rateLimiter,
            LongConsumer progress) {
        this.pair = pair;
        this.barrier = barrier;
        this.limits = limits;
        this.rateLimiter = rateLimiter;
        this.progress = progress;
    }

    @Override
    public boolean glance() throws SQLException, InterruptedException, IOException {
        ChunkSum expected = sourceSum();
        ChunkSum actual = warehouseSum();
        progress.accept(expected.rows());
        if (isHashed()) {
            return expected.proves(actual);
        }
        if (expected.rows() != actual.rows() || isTooLarge()) {
            return false;
        }
        synchronized (lock()) {
            return surplus(false).isEmpty();
        }
    }

    @Override
    public Compared known() {
        return compared(List.of());
    }

    @Override
    public Compared result() throws SQLException, InterruptedException, IOException, StillLoading {
        Compared compared = look();
        if (compared.differs()) {
            // A load may have begun meanwhile, whose rows are not in the stream yet.
            barrier.loads(pair.table().table().source());
            compared = look();
        }
        return compared;
    }

    private Compared look() throws SQLException, InterruptedException, IOException {
        Map<BigInteger, Integer> surplusBefore = null;
        List<ChunkSum> sumsBefore = List.of();
        for (int look = 0; look < MOST_LOOKS; look++) {
            barrier.replica();
            ChunkSum expected = sourceSum();
            barrier.warehouse();
            ChunkSum actual = warehouseSum();
            if (isHashed() && expected.proves(actual)) {
                return compared(List.of());
            }
            if (isTooLarge()) {
                List<ChunkSum> sums = List.of(expected, actual);
                // Hashes of equal rows may differ in rare cases, numbers of rows may not.
                if (expected.rows() != actual.rows() && sums.equals(sumsBefore)) {
                    return new Compared(sourceRows, warehouseRows, true, List.of(), 0, tooLarge());
                }
                sumsBefore = sums;
                continue;
            }
            synchronized (lock()) {
                Map<BigInteger, Integer> surplus = surplus(true);
                if (surplus.isEmpty()) {
                    return compared(List.of());
                }
                if (surplus.equals(surplusBefore)) {
                    return compared(differences(surplus));
                }
                surplusBefore = surplus;
            }
        }
        return new Compared(
                sourceRows,
                warehouseRows,
                false,
                List.of(),
                0,
                isTooLarge()
                        ? tooLarge()
                        : "the table has no key and changes all the time: try again when it is quiet, or give it a key");
    }

    private Compared compared(List<Difference> differences) {
        return new Compared(sourceRows, warehouseRows, !differences.isEmpty(), differences, 0, "");
    }

    private boolean isHashed() {
        return pair.table().isHashed();
    }

    private Object lock() {
        return Math.max(sourceRows, warehouseRows) > LARGE ? LISTING : this;
    }

    private boolean isTooLarge() {
        return Math.max(sourceRows, warehouseRows) > limits.mostKeylessRows();
    }

    private String tooLarge() {
        return "the two sides are not alike as a whole, and the table has no key by which the rows could be found that"
                + " differ; if it is not because it changes all the time, load it again with `./millrace resync "
                + pair.table().table().source() + "`";
    }

    /** It cannot be read in pieces: the rate is kept by a pause after it. */
    private ChunkSum sourceSum() throws SQLException, InterruptedException {
        rateLimiter.await();
        long begin = System.nanoTime();
        ChunkSum sum = pair.sourceSum(ALL);
        sourceRows = sum.rows();
        rateLimiter.took(sourceRows, begin);
        return sum;
    }

    private ChunkSum warehouseSum() {
        ChunkSum sum = pair.warehouseSum(ALL);
        warehouseRows = sum.rows();
        return sum;
    }

    /** How many more of each row the source has than the warehouse; rows by the hash of their values. */
    private Map<BigInteger, Integer> surplus(boolean waits) throws SQLException, InterruptedException, IOException {
        Map<BigInteger, Integer> surplus = new HashMap<>();
        long[] rows = {0, 0};
        if (waits) {
            barrier.replica();
        }
        rateLimiter.await();
        long begin = System.nanoTime();
        pair.everySourceRow(row -> {
            rows[0]++;
            surplus.merge(hash(row), 1, Integer::sum);
        });
        rateLimiter.took(rows[0], begin);
        if (waits) {
            barrier.warehouse();
        }
        pair.everyWarehouseRow(row -> {
            rows[1]++;
            surplus.merge(hash(row), -1, Integer::sum);
        });
        sourceRows = rows[0];
        warehouseRows = rows[1];
        surplus.values().removeIf(count -> count == 0);
        return surplus;
    }

    private List<Difference> differences(Map<BigInteger, Integer> surplus) throws SQLException {
        List<Difference> differences = new ArrayList<>();
        Map<BigInteger, Integer> left = new HashMap<>(surplus);
        pair.everySourceRow(row -> {
            BigInteger hash = hash(row);
            if (left.getOrDefault(hash, 0) > 0) {
                left.merge(hash, -1, Integer::sum);
                differences.add(new Difference(List.of(), Set.of(), row, null));
            }
        });
        pair.everyWarehouseRow(row -> {
            BigInteger hash = hash(row);
            if (left.getOrDefault(hash, 0) < 0) {
                left.merge(hash, 1, Integer::sum);
                differences.add(new Difference(List.of(), Set.of(), null, row));
            }
        });
        return differences;
    }

    private static BigInteger hash(ComparedRow row) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            row.cells().forEach(cell -> {
                byte[] bytes = Objects.requireNonNullElse(cell, "").getBytes(StandardCharsets.UTF_8);
                digest.update((cell == null ? "~" : bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            });
            return new BigInteger(digest.digest()).shiftRight(128);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
