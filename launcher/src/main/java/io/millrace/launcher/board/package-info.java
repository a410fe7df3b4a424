/** How the state is shown while the launcher runs. */
@NullMarked
package io.millrace.launcher.board;

import org.jspecify.annotations.NullMarked;
