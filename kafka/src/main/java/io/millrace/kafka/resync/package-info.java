/** Resync requests and their status: two small topics next to the change stream. */
@NullMarked
package io.millrace.kafka.resync;

import org.jspecify.annotations.NullMarked;
