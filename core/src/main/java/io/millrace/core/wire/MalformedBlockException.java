package io.millrace.core.wire;

/** A malformed block, or one of a later version of Millrace. The message is half a sentence without values. */
public final class MalformedBlockException extends RuntimeException {
    public MalformedBlockException(String message) {
        super(message, null, false, false);
    }
}
