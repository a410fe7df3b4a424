/** Spark's checkpoint on a local disk: written durably, mended after a crash, rebuilt where it cannot be trusted. */
@NullMarked
package io.millrace.pipeline.checkpoint;

import org.jspecify.annotations.NullMarked;
