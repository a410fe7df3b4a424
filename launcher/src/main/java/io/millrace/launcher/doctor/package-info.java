/** {@code ./millrace doctor}: the systems that the configuration names, examined before use. */
@NullMarked
package io.millrace.launcher.doctor;

import org.jspecify.annotations.NullMarked;
