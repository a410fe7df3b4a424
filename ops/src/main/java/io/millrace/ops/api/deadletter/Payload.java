package io.millrace.ops.api.deadletter;

/**
 * A record's key or value as it can be shown.
 *
 * @param encoding {@code text} where the bytes are UTF-8, else {@code base64}
 * @param content at most the first 256 KiB
 * @param bytes total size
 * @param download path of the complete bytes
 */
public record Payload(String encoding, String content, long bytes, boolean truncated, String download) {}
