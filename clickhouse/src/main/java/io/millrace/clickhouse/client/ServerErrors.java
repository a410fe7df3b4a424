package io.millrace.clickhouse.client;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ServerException;
import io.millrace.core.error.CertificateRefusal;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.WarehouseException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maps ClickHouse's errors to error codes. The numbers are ClickHouse's own ({@code system.errors}, {@code
 * src/Common/ErrorCodes.cpp}) and never change their meaning.
 */
final class ServerErrors {
    /** Authentication, rights, unknown users and roles. */
    private static final Set<Integer> DENIED = Set.of(192, 193, 194, 195, 291, 392, 497, 511, 516);

    /**
     * Too many parts, rows, bytes or queries; memory, disk, quota, time; read-only; replicas and Keeper that lag. All
     * of them are temporary or need an operator; none is caused by a row.
     */
    private static final Set<Integer> OVERLOADED = Set.of(
            158, 159, 160, 164, 201, 202, 225, 236, 241, 242, 243, 252, 285, 286, 305, 307, 319, 394, 396, 439, 473,
            722, 734, 745, 999);

    /** Data that cannot be parsed, converted or kept: a type, a range, a constraint. */
    private static final Set<Integer> REJECTED = Set.of(
            6, 25, 26, 27, 32, 33, 38, 41, 43, 53, 69, 70, 72, 117, 128, 131, 190, 321, 349, 376, 407, 441, 467, 469,
            675, 676, 691, 697);

    /** CANNOT_READ_ALL_DATA: the data end too early, which a proxy can have done. */
    private static final int CUT_OFF = 33;

    /** Of a header whose types differ, and of a value that cannot be parsed. */
    private static final int INCORRECT_DATA = 117;

    /**
     * The table, its database or a column is not there: someone dropped it. Or it cannot be altered that way, or there
     * is no such statement (62): retrying that would block all other tables forever.
     */
    private static final Set<Integer> SCHEMA = Set.of(8, 10, 16, 47, 48, 60, 62, 81);

    /** NO_ZOOKEEPER, TABLE_IS_READ_ONLY, REPLICA_IS_NOT_IN_QUORUM, KEEPER_EXCEPTION. */
    private static final Set<Integer> WITHOUT_KEEPER = Set.of(225, 242, 289, 999);

    private static final Pattern NAME = Pattern.compile("\\(([A-Z][A-Z0-9_]+)\\)(?: \\(version .*)?\\s*$");
    /** {@code Code: 117. DB::Exception: Type of 'v' must be Nullable(Int64), not Nullable(Int32): (while reading header)}. */
    private static final Pattern OTHER_TYPE = Pattern.compile(
            "\\A(?:Code: 117\\. )?(?:DB::Exception: )?(Type of '.*' must be .*, not .*?)(?:: |\\. \\()",
            Pattern.DOTALL);

    private static final Pattern CONSTRAINT = Pattern.compile("Constraint (`[^`]*`|\\S+) for table");

    private ServerErrors() {}

    static WarehouseException translate(String doing, Exception e) {
        if (e instanceof WarehouseException already) {
            return already;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new WarehouseException(
                    ErrorCode.WAREHOUSE_UNAVAILABLE, "ClickHouse: interrupted during " + doing, e);
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ServerException server) {
                return translate(doing, server);
            }
        }
        if (e instanceof RuntimeException fault && !(e instanceof ClickHouseException)) {
            throw fault; // A bug in this program, such as in a reader, not a failure of the server.
        }
        return new WarehouseException(
                ErrorCode.WAREHOUSE_UNAVAILABLE,
                CertificateRefusal.of(e, "warehouse.url", "warehouse.caFile")
                        .map(text -> "ClickHouse " + text + ".")
                        .orElseGet(() -> "ClickHouse does not answer: " + doing + ": " + rootMessage(e)),
                e);
    }

    private static WarehouseException translate(String doing, ServerException server) {
        ErrorCode code = code(server.getCode());
        if (code == ErrorCode.ROW_REJECTED) {
            // The server's text and so the exception quote values: neither may reach a log.
            return new WarehouseException(
                    code,
                    "ClickHouse rejects the data: " + doing + ": " + summary(server),
                    null,
                    server.getCode() == CUT_OFF);
        }
        return new WarehouseException(
                code, "ClickHouse: " + doing + ": " + firstLine(String.valueOf(server.getMessage())), server);
    }

    /** Which type of a column differs from that in the header of an insert, if that is what the server says; without values. */
    static Optional<String> otherType(Exception e) {
        if (e instanceof ServerException server && server.getCode() == INCORRECT_DATA) {
            Matcher difference = OTHER_TYPE.matcher(String.valueOf(server.getMessage()));
            return difference.find() ? Optional.of(difference.group(1)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Whether another server of the cluster may do better: this one does not answer, or has lost Keeper. */
    static boolean isOfHost(Exception e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ServerException server) {
                return WITHOUT_KEEPER.contains(server.getCode());
            }
        }
        return e instanceof IOException || e instanceof ClickHouseException;
    }

    static ErrorCode code(int number) {
        if (DENIED.contains(number)) {
            return ErrorCode.WAREHOUSE_DENIED;
        }
        if (OVERLOADED.contains(number)) {
            return ErrorCode.WAREHOUSE_OVERLOADED;
        }
        if (REJECTED.contains(number)) {
            return ErrorCode.ROW_REJECTED;
        }
        if (SCHEMA.contains(number)) {
            return ErrorCode.SCHEMA_NOT_FOLLOWED;
        }
        // Unknown: a retry loses nothing.
        return ErrorCode.WAREHOUSE_UNAVAILABLE;
    }

    /** Number and name of the error, and the constraint's name: nothing that could hold a value. */
    private static String summary(ServerException server) {
        String message = String.valueOf(server.getMessage());
        Matcher constraint = CONSTRAINT.matcher(message);
        Matcher name = NAME.matcher(message);
        return "code " + server.getCode()
                + (name.find() ? " " + name.group(1) : "")
                + (constraint.find() ? ", constraint " + constraint.group(1) : "");
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
