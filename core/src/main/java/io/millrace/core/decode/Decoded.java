package io.millrace.core.decode;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.event.ChangeEvent;

/** The outcome of decoding one record: always one of the two, never an exception. */
public sealed interface Decoded {
    record Event(ChangeEvent event) implements Decoded {}

    record Rejected(DeadLetter letter) implements Decoded {}
}
