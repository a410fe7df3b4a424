/** Every way to fail, and what is then done: retry, dead-letter or halt. */
@NullMarked
package io.millrace.core.error;

import org.jspecify.annotations.NullMarked;
