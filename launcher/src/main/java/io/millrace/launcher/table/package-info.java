/** Tables as a person names them, and how their loads get on. */
@NullMarked
package io.millrace.launcher.table;

import org.jspecify.annotations.NullMarked;
