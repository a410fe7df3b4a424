/** Spark's checkpoint: written durably, repaired after a crash, rebuilt if it cannot be trusted. */
@NullMarked
package io.millrace.pipeline.checkpoint;

import org.jspecify.annotations.NullMarked;
