/** The binary format of the change stream: blocks of changes, see {@code docs/reference/wire-format.md}. */
@NullMarked
package io.millrace.core.wire;

import org.jspecify.annotations.NullMarked;
