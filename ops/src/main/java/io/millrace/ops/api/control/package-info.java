/** Records of the API about requests: what is asked for, and how it progresses. */
@NullMarked
package io.millrace.ops.api.control;

import org.jspecify.annotations.NullMarked;
