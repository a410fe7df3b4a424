package io.millrace.ops.api;

/**
 * A record's key or value as it can be shown.
 *
 * @param encoding {@code text} where the bytes are UTF-8, else {@code base64}
 * @param content the first 256 KiB at most
 * @param bytes size of the whole
 * @param download path of the whole, byte for byte
 */
public record Payload(String encoding, String content, long bytes, boolean truncated, String download) {}
