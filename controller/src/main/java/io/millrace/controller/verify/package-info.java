/** Compares source and warehouse by content while changes flow, says what differs, and mends it. */
@NullMarked
package io.millrace.controller.verify;

import org.jspecify.annotations.NullMarked;
