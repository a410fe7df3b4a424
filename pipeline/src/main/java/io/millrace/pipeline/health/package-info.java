/** Liveness, readiness and metrics of the pipeline over HTTP. */
@NullMarked
package io.millrace.pipeline.health;

import org.jspecify.annotations.NullMarked;
