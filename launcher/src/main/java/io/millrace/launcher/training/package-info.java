/** Class archives (CDS) for faster starts, written by a small stack that runs once per build. */
@NullMarked
package io.millrace.launcher.training;

import org.jspecify.annotations.NullMarked;
