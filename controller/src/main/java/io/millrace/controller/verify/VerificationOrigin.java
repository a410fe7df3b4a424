package io.millrace.controller.verify;

import static java.util.Objects.requireNonNull;

/**
 * Why tables are compared.
 *
 * @param askedBy {@code command}, {@code request} or {@code background}
 * @param request id of the control request; empty for none
 */
public record VerificationOrigin(String askedBy, String request) {
    /** The controller, all the time. */
    public static final VerificationOrigin BACKGROUND = new VerificationOrigin("background", "");

    public VerificationOrigin {
        requireNonNull(askedBy, "askedBy is null");
        requireNonNull(request, "request is null");
    }

    /** A control request. */
    public static VerificationOrigin ofRequest(String id) {
        return new VerificationOrigin("request", id);
    }
}
