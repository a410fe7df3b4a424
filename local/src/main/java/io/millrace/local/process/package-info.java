/** Processes of this machine: their commands, their pid files, and who they are. */
@NullMarked
package io.millrace.local.process;

import org.jspecify.annotations.NullMarked;
