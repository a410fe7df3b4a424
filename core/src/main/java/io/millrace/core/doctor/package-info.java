/** What an examination of the systems before use has found, and what mends it. */
@NullMarked
package io.millrace.core.doctor;

import org.jspecify.annotations.NullMarked;
