package io.millrace.ops.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * One route of the API; all are in {@code openapi/ops.yaml} (a test compares).
 *
 * @param method GET, or POST for what changes something
 * @param path with {@code {parameters}}, written like in the file
 */
public record Route(HandlerType method, String path, Handler handler) {
    /** A GET. */
    public Route(String path, Handler handler) {
        this(HandlerType.GET, path, handler);
    }
}
