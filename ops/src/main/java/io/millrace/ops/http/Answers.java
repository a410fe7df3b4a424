package io.millrace.ops.http;

import io.javalin.http.Context;
import io.millrace.ops.api.ApiJson;

/** How answers are sent. */
final class Answers {
    private Answers() {}

    static void json(Context request, Object answer) {
        json(request, 200, ApiJson.text(answer));
    }

    static void json(Context request, int status, String json) {
        request.status(status).contentType("application/json").result(json);
    }
}
