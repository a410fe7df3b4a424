/** Barriers: whether all that the source had committed at a position is queryable in the warehouse. */
@NullMarked
package io.millrace.ops.barrier;

import org.jspecify.annotations.NullMarked;
