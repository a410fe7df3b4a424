/** What is measured: a pipeline's addresses and processes, its CPU, memory and bytes, the machine and the versions. */
@NullMarked
package io.millrace.bench.system;

import org.jspecify.annotations.NullMarked;
