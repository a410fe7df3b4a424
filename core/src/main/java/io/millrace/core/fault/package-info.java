/** Moments at which a test may end a process. */
@NullMarked
package io.millrace.core.fault;

import org.jspecify.annotations.NullMarked;
