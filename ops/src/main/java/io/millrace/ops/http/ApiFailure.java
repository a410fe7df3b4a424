package io.millrace.ops.http;

import static java.util.Objects.requireNonNull;

import io.millrace.ops.api.Problem;

/** A request that cannot be answered as asked: which kind of problem it is, and what is wrong in words. */
public final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem.Code code;

    private ApiFailure(Problem.Code code, String detail) {
        super(detail);
        this.code = code;
    }

    /** @param detail what happened and what to do, in full sentences */
    public static ApiFailure of(Problem.Code code, String detail) {
        return new ApiFailure(requireNonNull(code, "code is null"), detail);
    }

    public static ApiFailure badRequest(String detail) {
        return of(Problem.Code.BAD_REQUEST, detail);
    }

    public static ApiFailure notFound(String detail) {
        return of(Problem.Code.NOT_FOUND, detail);
    }

    static ApiFailure unauthorized() {
        return of(Problem.Code.UNAUTHORIZED, "Send the token of ops.token as \"Authorization: Bearer …\".");
    }

    public static ApiFailure unavailable(String detail) {
        return of(Problem.Code.UNAVAILABLE, detail);
    }

    static ApiFailure forbidden(String detail) {
        return of(Problem.Code.FORBIDDEN, detail);
    }

    static ApiFailure tooSlow(String detail) {
        return of(Problem.Code.TOO_SLOW, detail);
    }

    static ApiFailure tooLarge(String detail) {
        return of(Problem.Code.TOO_LARGE, detail);
    }

    static ApiFailure unsupported(String detail) {
        return of(Problem.Code.UNSUPPORTED, detail);
    }

    static ApiFailure tooMany(String detail) {
        return of(Problem.Code.TOO_MANY_REQUESTS, detail);
    }

    static ApiFailure misdirected(String detail) {
        return of(Problem.Code.MISDIRECTED, detail);
    }

    public Problem.Code code() {
        return code;
    }
}
