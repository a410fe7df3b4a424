/** Asking for tables to be loaded again, and hearing how that goes: two small topics beside the change stream. */
@NullMarked
package io.millrace.kafka.resync;

import org.jspecify.annotations.NullMarked;
