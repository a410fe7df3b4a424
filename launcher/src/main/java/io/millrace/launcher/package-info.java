/** The command {@code ./millrace}: runs the stack without Docker and supervises it. */
@NullMarked
package io.millrace.launcher;

import org.jspecify.annotations.NullMarked;
