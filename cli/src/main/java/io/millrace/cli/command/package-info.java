/** The commands, one class each, and what their options have in common. */
@NullMarked
package io.millrace.cli.command;

import org.jspecify.annotations.NullMarked;
