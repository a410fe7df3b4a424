/** Every type of Postgres on its way through the chain. */
@NullMarked
package io.millrace.e2e.types;

import org.jspecify.annotations.NullMarked;
