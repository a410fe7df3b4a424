/** JMH benchmarks of what the pipeline does with each change; run by {@code ./millrace bench jmh}. */
@NullMarked
package io.millrace.bench.jmh;

import org.jspecify.annotations.NullMarked;
