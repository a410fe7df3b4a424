/** The long-running duties of a process and their supervisor. */
@NullMarked
package io.millrace.core.duty;

import org.jspecify.annotations.NullMarked;
