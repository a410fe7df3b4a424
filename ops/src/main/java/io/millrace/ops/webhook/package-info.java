/** Tells receivers of alerts: each once, in order, and again until they take it. */
@NullMarked
package io.millrace.ops.webhook;

import org.jspecify.annotations.NullMarked;
