/** What a process does for all its life, and the one place that keeps it going. */
@NullMarked
package io.millrace.core.duty;

import org.jspecify.annotations.NullMarked;
