/** Which of several ops processes of a source samples, judges alerts and sends webhooks. All of them serve the API. */
@NullMarked
package io.millrace.ops.lease;

import org.jspecify.annotations.NullMarked;
