/** Topics, offsets and the log of dead letters in Kafka. */
@NullMarked
package io.millrace.kafka;

import org.jspecify.annotations.NullMarked;
