/** Measurements of one system: each returns its figures as JSON. */
@NullMarked
package io.millrace.bench.measure;

import org.jspecify.annotations.NullMarked;
