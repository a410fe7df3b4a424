package io.millrace.ops.http;

import io.javalin.http.Handler;

/**
 * One route of the API: all are GET, and all are in {@code openapi/ops.yaml} (a test compares).
 *
 * @param path with {@code {parameters}}, written like in the file
 */
public record Route(String path, Handler handler) {}
