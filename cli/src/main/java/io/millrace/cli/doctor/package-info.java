/** {@code millrace doctor}: collects and prints what the adapters find out about their systems before use. */
@NullMarked
package io.millrace.cli.doctor;

import org.jspecify.annotations.NullMarked;
