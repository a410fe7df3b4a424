/** What {@code ./millrace records} prints. */
@NullMarked
package io.millrace.launcher.records;

import org.jspecify.annotations.NullMarked;
