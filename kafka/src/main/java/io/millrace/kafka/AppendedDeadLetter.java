package io.millrace.kafka;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.DeadLetterId;

/**
 * A dead letter in the topic. In a recreated change stream positions repeat: the time distinguishes them.
 *
 * @param loggedAt when the dead letter's record entered the change stream, milliseconds since the epoch
 */
record AppendedDeadLetter(DeadLetterId id, long loggedAt) {
    static AppendedDeadLetter of(DeadLetter deadLetter) {
        return new AppendedDeadLetter(
                DeadLetterId.of(deadLetter.at()), deadLetter.at().loggedAtMillis());
    }
}
