/** What a command fails with, in words for a terminal. */
@NullMarked
package io.millrace.cli.error;

import org.jspecify.annotations.NullMarked;
