/** Error codes and their actions: retry, dead-letter or halt. */
@NullMarked
package io.millrace.core.error;

import org.jspecify.annotations.NullMarked;
