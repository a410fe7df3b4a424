/** From records to durable rows: one writer for all tasks of an executor. */
@NullMarked
package io.millrace.pipeline.write;

import org.jspecify.annotations.NullMarked;
