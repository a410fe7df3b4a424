/** Archives of classes for faster starts, made from a small stack that runs once for each build. */
@NullMarked
package io.millrace.launcher.training;

import org.jspecify.annotations.NullMarked;
