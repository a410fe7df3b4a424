/** Records of the API about how changes flow: rates, latency by stage, lag, the slot. */
@NullMarked
package io.millrace.ops.api.flow;

import org.jspecify.annotations.NullMarked;
