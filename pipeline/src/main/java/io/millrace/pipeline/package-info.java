/** The pipeline's process: reads the change stream with Spark and keeps the warehouse equal to the source. */
@NullMarked
package io.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
