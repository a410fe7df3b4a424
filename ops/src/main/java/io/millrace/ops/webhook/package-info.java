/** Delivers alerts to webhooks: each once, in order, with retries. */
@NullMarked
package io.millrace.ops.webhook;

import org.jspecify.annotations.NullMarked;
