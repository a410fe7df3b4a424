/** Values of the warehouse as text, close to how Postgres writes them. */
@NullMarked
package io.millrace.core.type.text;

import org.jspecify.annotations.NullMarked;
