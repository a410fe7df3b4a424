/** The commands, one class each. */
@NullMarked
package io.millrace.launcher.command;

import org.jspecify.annotations.NullMarked;
