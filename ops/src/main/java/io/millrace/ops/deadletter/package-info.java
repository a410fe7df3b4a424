/** Acting on dead letters: what a replay would do, replaying, discarding. */
@NullMarked
package io.millrace.ops.deadletter;

import org.jspecify.annotations.NullMarked;
