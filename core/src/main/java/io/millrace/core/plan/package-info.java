/** From change events to what must be written where. */
@NullMarked
package io.millrace.core.plan;

import org.jspecify.annotations.NullMarked;
