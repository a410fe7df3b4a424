package io.millrace.ops.http;

import io.javalin.http.Context;

/** Numbers in paths and queries, with errors that say what was expected. */
public final class RequestParameters {
    private RequestParameters() {}

    /** A query parameter from {@code least} to {@code most}. */
    public static int query(Context request, String name, int absent, int least, int most) {
        String text = request.queryParam(name);
        return text == null ? absent : (int) number(name, text, least, most);
    }

    public static long path(Context request, String name, long most) {
        return number(name, request.pathParam(name), 0, most);
    }

    private static long number(String name, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw ApiFailure.badRequest(name + " must be a whole number.");
        }
        throw ApiFailure.badRequest(name + " must be from " + least + " to " + most + ".");
    }
}
