/** What a command fails with, in words for the terminal. */
@NullMarked
package io.millrace.launcher.error;

import org.jspecify.annotations.NullMarked;
