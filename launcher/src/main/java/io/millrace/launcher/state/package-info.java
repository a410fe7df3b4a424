/** The known state of each service, in memory and in a file that outlives the launcher. */
@NullMarked
package io.millrace.launcher.state;

import org.jspecify.annotations.NullMarked;
