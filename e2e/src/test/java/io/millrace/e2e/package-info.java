/** The whole of Millrace, driven from outside. */
@NullMarked
package io.millrace.e2e;

import org.jspecify.annotations.NullMarked;
