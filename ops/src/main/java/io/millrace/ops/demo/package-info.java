/** What the console shows of the demo's shop; off unless {@code ops.services} names a shop. */
@NullMarked
package io.millrace.ops.demo;

import org.jspecify.annotations.NullMarked;
