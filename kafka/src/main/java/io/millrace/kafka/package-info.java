/** Topics, offsets and the dead-letter topic in Kafka. */
@NullMarked
package io.millrace.kafka;

import org.jspecify.annotations.NullMarked;
