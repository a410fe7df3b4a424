package io.millrace.shop;

/** A request that cannot be met; becomes an HTTP status with a stable code and a message for people. */
final class Problem extends RuntimeException {
    private final int status;
    private final String code;

    private Problem(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static Problem invalid(String message) {
        return new Problem(400, "invalid_request", message);
    }

    static Problem forbidden(String message) {
        return new Problem(403, "forbidden", message);
    }

    static Problem notFound(String code, String message) {
        return new Problem(404, code, message);
    }

    static Problem conflict(String code, String message) {
        return new Problem(409, code, message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
