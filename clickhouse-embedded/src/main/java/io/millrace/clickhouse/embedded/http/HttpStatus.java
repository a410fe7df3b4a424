package io.millrace.clickhouse.embedded.http;

import java.util.Set;

/** The HTTP status that ClickHouse answers an error with (its exceptionCodeToHTTPStatus). */
final class HttpStatus {
    static final int OK = 200;
    static final int UNAVAILABLE = 503;

    /** What the client wrote is wrong: BAD_ARGUMENTS, SYNTAX_ERROR, TYPE_MISMATCH, CANNOT_PARSE_… and their like. */
    private static final Set<Integer> BAD_REQUEST = Set.of(
            36, 427, 6, 25, 26, 38, 41, 72, 441, 675, 676, 27, 376, 15, 44, 37, 123, 8, 167, 168, 223, 62, 117, 53,
            321);
    /** What the client named is not there: UNKNOWN_TABLE, UNKNOWN_IDENTIFIER, UNKNOWN_SETTING and the other unknowns. */
    private static final Set<Integer> NOT_FOUND = Set.of(60, 46, 47, 50, 56, 81, 115, 152, 63, 73, 336, 78, 511);
    /** Users, passwords, roles, rights. */
    private static final Set<Integer> FORBIDDEN = Set.of(192, 193, 516, 512, 497);

    private HttpStatus() {}

    static int of(int errorCode) {
        if (FORBIDDEN.contains(errorCode)) {
            return 403;
        }
        if (BAD_REQUEST.contains(errorCode)) {
            return 400;
        }
        if (NOT_FOUND.contains(errorCode)) {
            return 404;
        }
        return switch (errorCode) {
            case 194 -> 401; // REQUIRED_PASSWORD
            case 209, 76, 439 -> UNAVAILABLE; // SOCKET_TIMEOUT, CANNOT_OPEN_FILE, CANNOT_SCHEDULE_TASK
            case 159 -> 408; // TIMEOUT_EXCEEDED
            case 381 -> 411; // HTTP_LENGTH_REQUIRED
            case 229 -> 413; // QUERY_IS_TOO_LARGE
            case 779 -> 415; // UNSUPPORTED_MEDIA_TYPE
            case 48 -> 501; // NOT_IMPLEMENTED
            default -> 500;
        };
    }
}
