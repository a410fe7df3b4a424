package io.millrace.launcher.verify;

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
 * Compares a table whose rows nothing names, as a multiset: first by one hash of all, then row by row. There is no way to look
 * at a row again, so all are; a difference is true when two looks in a row find it.
 */
final class KeylessVerification {
    private static final int MOST_LOOKS = 8;

    private static final Sides.Range ALL = new Sides.Range(null, null);

    private final Sides sides;
    private final Fences fences;
    private final long mostRows;
    private final LongConsumer progress;
    private long sourceRows;
    private long warehouseRows;
    private long rowsRead;

    /** @param mostRows more are not held in memory to find out which rows differ */
    KeylessVerification(Sides sides, Fences fences, long mostRows, LongConsumer progress) {
        this.sides = sides;
        this.fences = fences;
        this.mostRows = mostRows;
        this.progress = progress;
    }

    /**
     * @param rowsRead how many rows the source has been asked for, those of every look counted
     * @param problem why it could not be found out; else empty
     */
    record Result(long sourceRows, long warehouseRows, long rowsRead, List<Difference> differences, String problem) {}

    Result run() throws SQLException, InterruptedException, IOException {
        boolean hashed = sides.table().uncanonical().isEmpty();
        Map<BigInteger, Integer> before = null;
        for (int look = 0; look < MOST_LOOKS; look++) {
            fences.replica();
            ChunkSum expected = sides.sourceSum(ALL);
            fences.warehouse();
            ChunkSum actual = sides.warehouseSum(ALL);
            sourceRows = expected.rows();
            warehouseRows = actual.rows();
            rowsRead += sourceRows;
            if (look == 0) {
                progress.accept(sourceRows);
            }
            if (hashed && expected.proves(actual)) {
                return result(List.of(), "");
            }
            if (Math.max(sourceRows, warehouseRows) > mostRows) {
                continue;
            }
            Map<BigInteger, Integer> surplus = surplus();
            rowsRead += sourceRows;
            if (surplus.isEmpty()) {
                return result(List.of(), "");
            }
            if (surplus.equals(before)) {
                return result(differences(surplus), "");
            }
            before = surplus;
        }
        return result(
                List.of(),
                Math.max(sourceRows, warehouseRows) > mostRows
                        ? "the two sides are not alike as a whole, and the table has no key by which the rows could be"
                                + " found that differ; if it is not because it changes all the time, load it again with"
                                + " `./millrace resync " + sides.table().table().source() + "`"
                        : "the table has no key and changes all the time: try again when it is quiet, or give it a key");
    }

    /** How many more of each row the source has than the warehouse; rows by the hash of their values. */
    private Map<BigInteger, Integer> surplus() throws SQLException, InterruptedException, IOException {
        Map<BigInteger, Integer> surplus = new HashMap<>();
        fences.replica();
        sides.everySourceRow(row -> surplus.merge(hash(row), 1, Integer::sum));
        fences.warehouse();
        sides.everyWarehouseRow(row -> surplus.merge(hash(row), -1, Integer::sum));
        surplus.values().removeIf(count -> count == 0);
        return surplus;
    }

    private List<Difference> differences(Map<BigInteger, Integer> surplus) throws SQLException {
        List<Difference> differences = new ArrayList<>();
        Map<BigInteger, Integer> left = new HashMap<>(surplus);
        sides.everySourceRow(row -> {
            BigInteger hash = hash(row);
            if (left.getOrDefault(hash, 0) > 0) {
                left.merge(hash, -1, Integer::sum);
                differences.add(new Difference(List.of(), Set.of(), row, null));
            }
        });
        sides.everyWarehouseRow(row -> {
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

    private Result result(List<Difference> differences, String problem) {
        return new Result(sourceRows, warehouseRows, rowsRead, differences, problem);
    }
}
