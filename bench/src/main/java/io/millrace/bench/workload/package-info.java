/** What benchmarks write to the source, and how they detect that it is queryable. */
@NullMarked
package io.millrace.bench.workload;

import org.jspecify.annotations.NullMarked;
