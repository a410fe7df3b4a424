/** Protection of columns whose values must not leave the source in clear. */
@NullMarked
package io.millrace.core.protect;

import org.jspecify.annotations.NullMarked;
