/** Which services there are, what each needs, and how they are started, watched and stopped. */
@NullMarked
package io.millrace.launcher.stack;

import org.jspecify.annotations.NullMarked;
