package io.millrace.core.wire;

/** Bytes that are no block, or one that a later version of Millrace wrote. The message is half a sentence without values. */
public final class MalformedBlockException extends RuntimeException {
    public MalformedBlockException(String message) {
        super(message, null, false, false);
    }
}
