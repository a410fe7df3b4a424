/** The Spark job: its session, its source, and where it starts. */
@NullMarked
package io.millrace.pipeline.job;

import org.jspecify.annotations.NullMarked;
