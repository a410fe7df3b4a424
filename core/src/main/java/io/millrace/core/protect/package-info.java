/** What happens to the values of columns that must not leave the source as they are. */
@NullMarked
package io.millrace.core.protect;

import org.jspecify.annotations.NullMarked;
