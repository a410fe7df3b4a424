package io.millrace.ops.api;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not carried out, as RFC 9457 has it ({@code application/problem+json}).
 *
 * @param type a URI that stands for the code
 * @param title what kind of problem it is; always the same for a code
 * @param status the HTTP status
 * @param detail what happened and what to do
 * @param code stable, for programs
 * @param advice what an operator can do about it; null if the detail says it all
 * @param at when it happened
 * @param since since when it is so; null if that is not known
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String advice,
        Instant at,
        @Nullable Instant since) {
    /** All kinds of problems. */
    public enum Code {
        BAD_REQUEST(400, "The request is not as the API expects it"),
        QUERY_REFUSED(400, "The warehouse refuses the statement"),
        UNAUTHORIZED(401, "A token is needed"),
        FORBIDDEN(403, "This is not allowed"),
        READER_NOT_CONFIGURED(403, "Ops has no login for statements"),
        NOT_FOUND(404, "There is no such thing"),
        TOO_SLOW(408, "The request did not arrive in time"),
        TOO_LARGE(413, "The request is too large"),
        QUERY_TOO_LARGE(413, "The result is too large"),
        UNSUPPORTED(415, "The request has the wrong content type"),
        MISDIRECTED(421, "The request is not for this server"),
        IDEMPOTENCY_KEY_REUSED(422, "The idempotency key belongs to another request"),
        CONDITIONS_NOT_ALLOWED(422, "Conditions are not allowed here"),
        TOO_MANY_REQUESTS(429, "Too many requests"),
        INTERNAL(500, "Ops has failed"),
        UNAVAILABLE(503, "Ops is busy"),
        WAREHOUSE_UNAVAILABLE(503, "The warehouse does not answer"),
        WAREHOUSE_NOT_PREPARED(503, "The warehouse is not prepared"),
        LOG_UNAVAILABLE(503, "Kafka does not answer"),
        SOURCE_UNAVAILABLE(503, "The source does not answer"),
        QUERY_TOO_SLOW(504, "The statement took too long");

        private final int status;
        private final String title;

        Code(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** As programs know it, such as {@code not_found}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A problem of a kind. */
    public static Problem of(Code code, String detail, @Nullable String advice, Instant at, @Nullable Instant since) {
        return new Problem(
                "urn:millrace:problem:" + code.text(), code.title, code.status, detail, code.text(), advice, at, since);
    }
}
