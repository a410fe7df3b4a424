/** How a process declares its metrics: once, with name, unit, labels and description. */
@NullMarked
package io.millrace.core.metric;

import org.jspecify.annotations.NullMarked;
