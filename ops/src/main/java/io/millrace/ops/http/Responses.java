package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.ops.api.ApiJson;
import io.millrace.ops.api.Problem;

/** Sends responses. */
public final class Responses {
    private Responses() {}

    public static void json(Context request, Object answer) {
        json(request, 200, ApiJson.text(answer));
    }

    /** @param json the text of the answer */
    public static void json(Context request, int status, String json) {
        request.status(status).contentType("application/json").result(json);
    }

    /** A thing that was made or will be carried out, and where it can be followed. */
    public static void located(Context request, int status, String location, Object answer) {
        request.header("Location", location);
        json(request, status, ApiJson.text(answer));
    }

    static void problem(Context request, Problem problem) {
        problem(request, problem.status(), ApiJson.text(problem));
    }

    static void problem(Context request, int status, String json) {
        request.status(status).contentType("application/problem+json").result(json);
    }
}
