package io.millrace.kafka;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.LetterId;

/**
 * A letter of the topic. In a change stream that was deleted and made anew, places come again: the time tells them apart.
 *
 * @param loggedAt when the letter's record entered the change stream, milliseconds since the epoch
 */
record AppendedLetter(LetterId id, long loggedAt) {
    static AppendedLetter of(DeadLetter letter) {
        return new AppendedLetter(LetterId.of(letter.at()), letter.at().loggedAtMillis());
    }
}
