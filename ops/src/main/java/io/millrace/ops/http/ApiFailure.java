package io.millrace.ops.http;

/** A request that cannot be answered as asked: HTTP status, stable code, and what is wrong in words. */
public final class ApiFailure extends RuntimeException {
    private final int status;
    private final String error;

    private ApiFailure(int status, String error, String message) {
        super(message);
        this.status = status;
        this.error = error;
    }

    static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "bad_request", message);
    }

    static ApiFailure notFound(String message) {
        return new ApiFailure(404, "not_found", message);
    }

    static ApiFailure unauthorized() {
        return new ApiFailure(401, "unauthorized", "Send the token of ops.token as \"Authorization: Bearer …\".");
    }

    static ApiFailure unavailable(String message) {
        return new ApiFailure(503, "unavailable", message);
    }

    static ApiFailure forbidden(String message) {
        return new ApiFailure(403, "forbidden", message);
    }

    static ApiFailure tooSlow(String message) {
        return new ApiFailure(408, "too_slow", message);
    }

    static ApiFailure tooLarge(String message) {
        return new ApiFailure(413, "too_large", message);
    }

    static ApiFailure unsupported(String message) {
        return new ApiFailure(415, "unsupported", message);
    }

    static ApiFailure tooMany(String message) {
        return new ApiFailure(429, "too_many_requests", message);
    }

    static ApiFailure misdirected(String message) {
        return new ApiFailure(421, "misdirected", message);
    }

    public int status() {
        return status;
    }

    public String error() {
        return error;
    }
}
