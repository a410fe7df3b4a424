/** Declares the settings of {@code millrace.yaml}, and reads, checks and writes it. */
@NullMarked
package io.millrace.config;

import org.jspecify.annotations.NullMarked;
