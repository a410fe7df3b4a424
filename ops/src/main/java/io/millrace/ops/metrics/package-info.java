/** The overview for Prometheus. */
@NullMarked
package io.millrace.ops.metrics;

import org.jspecify.annotations.NullMarked;
