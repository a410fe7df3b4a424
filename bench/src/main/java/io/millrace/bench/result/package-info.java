/** Results: statistics over samples and repeats, and the JSON documents that they become. */
@NullMarked
package io.millrace.bench.result;

import org.jspecify.annotations.NullMarked;
